import LogFormats
import Testing

@Suite struct SyslogPrefixTests {
  private func payload(_ line: String) -> String? {
    let bytes = Array(line.utf8)
    return bytes.withUnsafeBytes { raw in
      SyslogPrefix.end(in: raw).map { String(decoding: raw[$0...], as: UTF8.self) }
    }
  }

  @Test(arguments: [
    "<134>1 2025-03-04T10:15:02.417Z host app 12 ID47 - ",
    "<134>1 2025-03-04T10:15:02.417+01:00 host app - - - \u{FEFF}",
    #"<134>1 2025-03-04T10:15:02Z host app - - [a@1 k="v \] \" x"][b@1 l="m"] "#,
    "<134>1 - - - - - - ", "1 2025-03-04T10:15:02.417Z host app 12 ID47 - ",
    "<134>Mar  4 10:15:02 host app[12]: ", "<134>Mar  4 10:15:02 host app: @cee: ",
    "<134>Mar 14 2025 10:15:02 host app: ", "<134>Mar  4 10:15:02 host ",
    "<134>Mar  4 10:15:02 app[12]: ", "Mar  4 10:15:02 host app[12]: ",
    "Mar 14 10:15:02 host rsyslogd: ", "<134>2025-03-04T10:15:02.417+01:00 host app[1]: ",
    "2025-03-04T10:15:02.417+01:00 host app[1]: ", "<134>", "<0>",
  ])
  func theMessageIsFoundBehindTheHeader(_ header: String) {
    for message in [
      #"{"ts":"2025-03-04T10:15:02Z"}"#,
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 1"#,
    ] {
      #expect(payload(header + message) == message)
    }
  }

  @Test(arguments: [
    "", "<", "<999>x", "<12", #"{"a":1}"#, "2025-03-04 10:15:02.417 [flex-gateway-envoy][info] x",
    "2025-03-04T10:15:02Z stdout F x", "Mar", "March 4", "2025-03-04T10:15:02Z,RestApi,1",
    #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 1"#, "1 x y z",
    #"2001:db8::5 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 1"#,
  ])
  func whatHasNoHeaderIsLeftAlone(_ line: String) {
    #expect(payload(line) == nil)
  }

  @Test func everyTruncationIsRead() {
    let line = #"<134>1 2025-03-04T10:15:02Z host app - - [a@1 k="v"] {"a":1}"#
    for count in 0..<line.count { _ = payload(String(line.prefix(count))) }
    let legacy = "<134>Mar  4 2025 10:15:02 host app[12]: @cee: {}"
    for count in 0..<legacy.count { _ = payload(String(legacy.prefix(count))) }
  }

  @Test func containerRuntimesPutTimeAndStreamBefore() {
    let line = Array(#"2025-03-04T10:15:02.417123456Z stdout F {"a":1}"#.utf8)
    line.withUnsafeBytes { #expect(ContainerPrefix.end(in: $0) == line.count - 7) }
    let other = Array("2025-03-04T10:15:02.417Z standard output".utf8)
    other.withUnsafeBytes { #expect(ContainerPrefix.end(in: $0) == nil) }
  }
}
