import SecurityModel
import Testing

@testable import LogFormats

@Suite struct AddressReaderTests {
  private func read(_ text: String) -> String? {
    Array(text.utf8).withUnsafeBytes { AddressReader.read($0)?.description }
  }

  @Test(arguments: [
    ("203.0.113.9", "203.0.113.9"), ("203.0.113.9:51544", "203.0.113.9"),
    ("[2001:db8::5]:443", "2001:db8::5"), ("[2001:db8::5]", "2001:db8::5"),
    ("2001:db8::5", "2001:db8::5"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ("NAME (203.0.113.9)", "203.0.113.9"), ("/10.0.0.9:50112", "10.0.0.9"),
    ("host.example/10.0.0.9:50112", "10.0.0.9"), ("203.0.113.9, 10.0.0.1", "203.0.113.9"),
    (" 203.0.113.9 ", "203.0.113.9"), ("/[2001:db8::5]:443", "2001:db8::5"),
    ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
  ])
  func everyFormIsRead(_ text: String, _ address: String) { #expect(read(text) == address) }

  @Test(arguments: [
    "", "-", "null", "host.example", "host.example:443", "Salesforce.com IP", "10.0.0.0/8",
    "NAME ()", "(", ")", "[", "/", String(repeating: "/", count: 100_000),
    String(repeating: "(", count: 100_000) + ")", "203.0.113", "203.0.113.9:x",
  ])
  func whatIsNoneStaysEmpty(_ text: String) { #expect(read(text) == nil) }
}
