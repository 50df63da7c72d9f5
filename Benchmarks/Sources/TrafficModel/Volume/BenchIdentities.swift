/// The ready-made texts of every credential of a `BenchLog`.
struct BenchIdentities: Sendable {
  /// Two to four texts a credential, by format: see the writers.
  private(set) var pool = TextPool()
  let stride: Int

  private static let products = [
    "interlace-sync", "brightmail", "deskhero-crm", "ringline-cti", "qlarity", "tidyrow",
    "ledgerlink", "quoteforge", "postbridge", "parleyo-backend", "signet-worker", "pulsepoll",
  ]

  init(_ options: BenchLog.Options) {
    stride = options.format == .elf ? 4 : options.format == .jsonl ? 1 : 2
    for i in 0..<max(1, options.credentials) {
      let user = SalesforceID.make("005", serial: 40_000_000 + UInt64(i) * 61)
      let app = SalesforceID.make("0H4", serial: 9_000_000 + UInt64(i / 3) * 47)
      let product = Self.products[i % Self.products.count]
      let agent = product + "/" + String(1 + i % 9) + "." + String(i % 23) + ".0"
      let address = Self.address(i)
      switch options.format {
      case .elf:
        pool.append("\",\"" + Organisation.id + "\",\"" + user + "\",\"")
        var random = SplitMix64(seed: options.seed, stream: 5, Int64(i))
        let key = TrafficBuilder.browserSession(&random)
        pool.append("\",\"" + key + "\",\"" + key + "\",\"Standard\",\"")
        pool.append("\",\"" + app + "\",\"" + agent + "\",\"")
        pool.append("Z\",\"" + SalesforceID.derived(user) + "\",\"" + address + "\",\"\"\n")
      case .jsonl:
        pool.append(
          "\",\"platform\":\"salesforce\",\"org\":\"" + Organisation.id + "\",\"credential\":\""
            + app + "|" + user + "\",\"credential_type\":\"service_account\",\"user\":\"" + user
            + "\",\"app\":\"" + product + " connector\",\"app_id\":\"" + app + "\",\"ip\":\""
            + address + "\",\"ip_country\":\"" + ["NL", "IE", "DE"][i % 3]
            + "\",\"user_agent\":\"" + agent + " (linux; x86_64) http-client/2.11\",\"headers\":"
            + "{\"sforce-call-options\":\"client=" + product
            + "\",\"x-forwarded-proto\":\"https\"},\"tls_version\":\"TLSv1.3\",")
      case .access:
        pool.append(address + " - " + product + "-" + String(i) + " [")
        pool.append(" \"-\" \"" + agent + " (linux; x86_64)\"\n")
      }
    }
  }

  func copy(_ who: Int, _ part: Int, to out: inout TextBuffer) {
    pool.copy(who * stride + part, to: &out)
  }

  /// One address a credential, spread over many networks of the documentation range.
  private static func address(_ i: Int) -> String {
    let hex = Array("0123456789abcdef")
    let network = i % 4_096
    let host = i / 4_096 + 1
    func digit(_ value: Int) -> String { String(hex[value & 15]) }
    return "2001:db8:" + digit(network >> 8) + digit(network >> 4) + digit(network) + "::"
      + digit(host >> 8) + digit(host >> 4) + digit(host)
  }
}
