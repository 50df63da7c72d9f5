public import SecurityModel

/// Envoy's default access log.
public struct EnvoyAccessLogFormat: LogFormat {
  public init() {}

  public let name = "envoy-access-log"
  public let title = "Envoy access log (default text)"
  public let summary =
    "The access log that Envoy writes when it is given no format of its own; an `ACCESS` before"
    + " the time is passed over."
  public let platform = Platform.generic
  public var fields: [String] { Self.plan.fields }

  /// Envoy's documented default format string.
  static let template =
    #"[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%""#
    + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
    + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
    + #" "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%""#
    + #" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%""#

  static let plan = GatewayLine.plan("envoy-access-log", template)

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    GatewayLine.match(sample, Self.plan, "lines in Envoy's default form: time, request, flags")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    GatewayLineDecoder(Self.plan, context, countsOncePerRequest: false)
  }
}
