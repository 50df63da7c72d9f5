import SecurityModel
import Testing

@testable import LogFormats

@Suite struct UserAgentReaderTests {
  @Test(arguments: [
    ("contoso-sync/3.1", "contoso-sync"), ("python-requests/2.32.4", "python-requests"),
    ("Python/3.11 aiohttp/3.12.15", "Python aiohttp"), ("Python-urllib/3.9", "Python-urllib"),
    ("Java/17.0.2", "Java"), ("node", "node"), ("Go-http-client/1.1", "Go-http-client"),
    ("Salesforce-Multi-Org-Fetcher/1.0", "Salesforce-Multi-Org-Fetcher"),
    ("sfdx toolbelt:8.1:linux", "sfdx"), ("@salesforce/core", "@salesforce"),
    ("DataLoaderPartnerUI/62.0", "DataLoaderPartnerUI"),
    ("DataLoaderBulkv2Batch/62.0.0", "DataLoaderBulkv2Batch"), ("Data Loader 62", "Data Loader"),
    ("Apache-HttpClient/4.5.13 (Java/17.0.2)", "Apache-HttpClient"), ("tool-1.2.3", "tool"),
    ("claude-code/2.1.204 (cli)", "claude-code"), ("\"quoted/1\"", "quoted"),
    (
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
      "Chrome"
    ),
    (
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
      "Edge"
    ),
    (
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15",
      "Safari"
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox"),
    ("Mozilla/5.0 (compatible; SomeBot/2.1; +https://x.example)", "SomeBot"),
    (
      "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041",
      "WindowsPowerShell"
    ),
    ("Mozilla/5.0", "Mozilla"), ("-", ""), ("", ""), ("/1.0", "/1.0"),
  ])
  func familyIsTheProduct(_ agent: String, _ family: String) {
    let context = DecodeContext(symbols: SymbolTable(), secrets: KeyedHash(key0: 1, key1: 2))
    for _ in 0..<2 {
      var event = APIEvent()
      Array(agent.utf8).withUnsafeBytes {
        UserAgentReader.read($0, context: context, into: &event)
      }
      #expect(context.symbols.text(of: event.clientFamily) == family)
      #expect(context.symbols.text(of: event.userAgent) == (agent == "-" ? "" : agent))
    }
  }
}
