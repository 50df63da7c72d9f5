import SecurityModel
import Testing

@testable import LogFormats

@Suite struct JSONSecretsTests {
  private let context = DecodeContext(
    symbols: SymbolTable(), secrets: KeyedHash(key0: 1, key1: 2))

  private func masked(
    _ name: String, _ value: JSONValue, personal: Set<String> = []
  ) -> String {
    JSONSecrets(context: context, personal: personal).masked(name, value).text
  }

  private func hash(_ text: String) -> String {
    Array(text.utf8).withUnsafeBytes { KeyedHash.text(context.secretHash($0)) }
  }

  @Test func membersNamedLikeSecretsAreHashed() {
    let shown = masked(
      "request", .object([.init("client_secret", "abc"), .init("host", "h"), .init("password", 7)]))
    #expect(
      shown == #"{"client_secret":"\#(hash("abc"))","host":"h","password":"\#(hash("7"))"}"#)
  }

  @Test func theValueBesideANameGoesByIt() {
    let pair: JSONValue = .object([.init("Name", "access_token"), .init("Value", "abc")])
    #expect(!masked("list", .array([pair])).contains("abc"))
    let plain: JSONValue = .object([.init("Name", "city"), .init("Value", "abc")])
    #expect(masked("list", .array([plain])).contains("abc"))
  }

  @Test func jsonInTextsIsLookedInto() {
    let shown = masked("payload", .string(#"{"a":[{"password":"abc"}],"b":"keep"}"#))
    #expect(!shown.contains("abc") && shown.contains("keep"))
    // What only looks like JSON is a text.
    #expect(masked("payload", "{not json}") == #""{not json}""#)
  }

  @Test func personalDataIsHashedAtItsPlaceOnly() {
    let list: JSONValue = .array([.object([.init("Name", "x"), .init("Value", "Berlin")])])
    #expect(!masked("Fields", list, personal: ["fields.value"]).contains("Berlin"))
    #expect(masked("Other", list, personal: ["fields.value"]).contains("Berlin"))
    let text = JSONValue.string(list.text)
    #expect(!masked("Fields", text, personal: ["fields.value"]).contains("Berlin"))
    #expect(!masked("PrimaryFieldValue", "Berlin", personal: ["primaryfieldvalue"]).contains("B"))
  }

  @Test func aSecretUsedAsANameIsHidden() {
    let token = "pat-na1-00000000-0000-0000-0000-000000000000"
    #expect(!masked("x", .object([.init(token, 1)])).contains(token))
  }
}
