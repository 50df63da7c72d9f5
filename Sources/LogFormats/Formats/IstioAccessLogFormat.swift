public import SecurityModel

/// Istio's default access log.
///
/// A call passes two sidecars and is logged by both with the same request id: within one second
/// such a pair counts once.
public struct IstioAccessLogFormat: LogFormat {
  public init() {}

  public let name = "istio-access-log"
  public let title = "Istio access log (default text)"
  public let summary =
    "The access log of Istio's sidecars and gateways in Istio's default text form; a call that two"
    + " sidecars wrote down counts once."
  public let platform = Platform.generic
  public var fields: [String] { Self.plan.fields }

  /// Istio's documented default format string.
  static let template =
    #"[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%""#
    + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
    + " %CONNECTION_TERMINATION_DETAILS%"
    + #" "%UPSTREAM_TRANSPORT_FAILURE_REASON%""#
    + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
    + #" "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%""#
    + #" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%""#
    + " %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS%"
    + " %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%"

  static let plan = GatewayLine.plan("istio-access-log", template)

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    GatewayLine.match(
      sample, Self.plan, "lines in Istio's default form: time, request, flags, response details")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    GatewayLineDecoder(Self.plan, context, countsOncePerRequest: true)
  }
}
