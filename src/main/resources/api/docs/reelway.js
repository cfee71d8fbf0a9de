"use strict";

// A form starts with required fields only; other fields are sent only if they are filled in.
const sparseForms = ({React}) => ({
  wrapComponents: {
    JsonSchemaForm: (Field) => (props) =>
      React.createElement(Field, {
        ...props,
        dispatchInitialValue: props.dispatchInitialValue && props.required,
      }),
    ParameterIncludeEmpty: (Choice) => (props) =>
      React.createElement(Choice, {
        ...props,
        isIncludedOptions: props.isIncludedOptions && {
          ...props.isIncludedOptions,
          defaultValue: false,
        },
      }),
  },
});

// Runs deferred: the bundle is loaded and the page is parsed.
SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  persistAuthorization: false,
  plugins: [sparseForms],
  tryItOutEnabled: true,
  validatorUrl: null,
});
