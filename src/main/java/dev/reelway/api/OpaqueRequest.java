package dev.reelway.api;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * A request as the routes see it: method and path, and nothing else. No header, parameter, form
 * field or body becomes a Camel header or body by itself, so none can shadow ours. Code reads what
 * it needs by name from {@link #request()}.
 */
public final class OpaqueRequest extends HttpServletRequestWrapper {

  /** Each of Spring's mappings asks for it, through all wrappers; it stays the same. */
  private static final String PARSED_PATH = ServletRequestPathUtils.PATH_ATTRIBUTE;

  private final String path;
  private @Nullable Object parsedPath;

  OpaqueRequest(HttpServletRequest call) {
    this(call, call.getRequestURI());
  }

  /** A call that is answered as another path is. */
  OpaqueRequest(HttpServletRequest call, String path) {
    super(call);
    this.path = path;
  }

  @Override
  public String getRequestURI() {
    return path;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    if (!name.equals(PARSED_PATH)) {
      return super.getAttribute(name);
    }
    if (parsedPath == null) {
      parsedPath = super.getAttribute(name);
    }
    return parsedPath;
  }

  /** The original request. */
  public HttpServletRequest request() {
    return (HttpServletRequest) getRequest();
  }

  @Override
  public @Nullable String getHeader(String name) {
    return null;
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.emptyEnumeration();
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public int getIntHeader(String name) {
    return -1;
  }

  @Override
  public long getDateHeader(String name) {
    return -1;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return null;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public Collection<Part> getParts() {
    return List.of();
  }

  @Override
  public @Nullable Part getPart(String name) {
    return null;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return null;
  }

  @Override
  public Map<String, String> getTrailerFields() {
    return Map.of();
  }

  @Override
  public @Nullable String getContentType() {
    return null;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return null;
  }

  @Override
  public int getContentLength() {
    return 0;
  }

  @Override
  public long getContentLengthLong() {
    return 0;
  }

  @Override
  public ServletInputStream getInputStream() {
    throw new IllegalStateException("read the body from call()");
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new StringReader(""));
  }
}
