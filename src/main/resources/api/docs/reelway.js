"use strict";

// A form starts with what must be given; all else is only sent once somebody has filled it in.
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

// Deferred: the bundle has run, and the page is there.
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
