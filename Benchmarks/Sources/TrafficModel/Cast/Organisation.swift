/// The invented organisation of the sample data: its integrations and its people.
///
/// Every address lies in a documentation range (RFC 5737, RFC 3849); every name is made up.
public enum Organisation {
  public static let id = "00DWk000001Tq9L"

  static func service(
    _ key: String, _ name: String, app: UInt64, user: UInt64, agent: String, code: Int,
    version: String, address: String, byClient: Bool = false
  ) -> Party {
    Party(
      key: key, name: name,
      appID: byClient ? "" : SalesforceID.make("0H4", serial: 7_340_000 + app * 3_911),
      userID: SalesforceID.make("005", serial: 51_200_000 + user * 1_607),
      userName: key + "@lumenfield.example", type: "service_account", agent: agent,
      agentCode: code, apiVersion: version, address: address, namedByClient: byClient)
  }

  static func person(_ key: String, _ name: String, _ serial: UInt64, _ address: String) -> Party {
    Party(
      key: key, name: name, appID: "",
      userID: SalesforceID.make("005", serial: 916_132_832 + serial * 2_713),
      userName: key + "@lumenfield.example", type: "human",
      agent: serial % 2 == 0
        ? "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36"
        : "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15",
      agentCode: 0, apiVersion: "", address: address)
  }

  public static let sync = service(
    "interlace", "Interlace CRM Sync", app: 1, user: 1, agent: "InterlaceSync/7.2.1",
    code: 13_579_000, version: "62.0", address: "2001:db8:1a00::10")
  public static let etl = service(
    "nightvault", "Nightvault ETL", app: 2, user: 2, agent: "NightvaultLoader/4.11",
    code: 9_998_000, version: "61.0", address: "198.51.100.200")
  public static let marketing = service(
    "brightmail", "Brightmail Automation", app: 3, user: 3, agent: "Brightmail-Connector/12.0",
    code: 13_579_000, version: "59.0", address: "2001:db8:2b00::21")
  public static let support = service(
    "deskhero", "Deskhero Support", app: 4, user: 4, agent: "deskhero-crm/3.8.2",
    code: 13_579_000, version: "60.0", address: "2001:db8:3c00::5")
  public static let telephony = service(
    "ringline", "Ringline Telephony", app: 5, user: 5, agent: "Ringline-CTI/2.6",
    code: 13_579_000, version: "58.0", address: "192.0.2.37")
  public static let analytics = service(
    "qlarity", "Qlarity BI", app: 6, user: 6, agent: "QlarityBI/24.3", code: 9_998_000,
    version: "62.0", address: "198.51.100.64")
  public static let analyticsSOAP = {
    var party = service(
      "qlarity", "QlarityBI/24.3", app: 6, user: 6, agent: "QlarityBI/24.3", code: 0,
      version: "56.0", address: "198.51.100.64", byClient: true)
    party.key = "qlarity-soap"
    return party
  }()
  public static let assistant = service(
    "lantern", "Lantern MCP Assistant", app: 7, user: 7, agent: "lantern-mcp/1.8.2",
    code: 13_579_000, version: "63.0", address: "2001:db8:4d00::7")
  public static let quality = service(
    "tidyrow", "Tidyrow Data Quality", app: 8, user: 8, agent: "tidyrow/5.0",
    code: 13_579_000, version: "60.0", address: "2001:db8:5e00::3")
  public static let finance = service(
    "ledgerlink", "Ledgerlink Finance", app: 9, user: 9, agent: "ledgerlink-bridge/1.14",
    code: 9_998_000, version: "57.0", address: "198.51.100.210")
  public static let quoting = service(
    "quoteforge", "Quoteforge CPQ", app: 10, user: 10, agent: "quoteforge/9.1",
    code: 13_579_000, version: "62.0", address: "2001:db8:6f00::90")
  public static let mail = service(
    "postbridge", "PostbridgeSync/6.4", app: 11, user: 11, agent: "PostbridgeSync/6.4", code: 0,
    version: "55.0", address: "2001:db8:7a00::19", byClient: true)
  public static let chat = service(
    "parleyo", "Parleyo Chat", app: 12, user: 12, agent: "parleyo-backend/2.31",
    code: 13_579_000, version: "60.0", address: "2001:db8:8b00::44")
  public static let signing = service(
    "signet", "Signet e-Signature", app: 13, user: 13, agent: "signet-worker/1.9",
    code: 13_579_000, version: "61.0", address: "2001:db8:9c00::31")
  public static let survey = service(
    "pulsepoll", "Pulsepoll Surveys", app: 14, user: 14, agent: "pulsepoll/0.9",
    code: 13_579_000, version: "54.0", address: "2001:db8:b300::8")

  /// Two developers with a command-line client; they work in it only.
  public static let ines = developer("ines.maro", "Ines Maro", 1, "198.51.100.31")
  public static let tomas = developer("tomas.reed", "Tomas Reed", 2, "198.51.100.32")

  static func developer(
    _ key: String, _ name: String, _ serial: UInt64, _ address: String
  ) -> Party {
    var party = person(key, name, 40 + serial, address)
    party.name = "Salesforce CLI"
    party.appID = SalesforceID.make("0H4", serial: 7_900_000)
    party.agent = "Salesforce-CLI/2.48.6"
    party.agentCode = 13_579_000
    party.apiVersion = "63.0"
    return party
  }

  /// People who work in the browser. The first is the chief financial officer, a watched user.
  public static let people: [Party] = {
    let names = [
      ("helena.voss", "Helena Voss"), ("amir.dalton", "Amir Dalton"), ("bea.ortiz", "Bea Ortiz"),
      ("colin.frey", "Colin Frey"), ("dana.hale", "Dana Hale"), ("elio.brandt", "Elio Brandt"),
      ("farah.lind", "Farah Lind"), ("greta.moss", "Greta Moss"), ("hugo.pell", "Hugo Pell"),
      ("iris.tan", "Iris Tan"), ("jonas.weir", "Jonas Weir"), ("kira.sund", "Kira Sund"),
    ]
    return names.enumerated().map { i, name in
      person(name.0, name.1, UInt64(i + 1), "198.51.100." + String(10 + i % 3))
    }
  }()
  public static var watched: Party { people[0] }
  /// Authorises the look-alike loader in the consent story.
  public static var deceived: Party { people[8] }

  /// The credentials that appear in everyday traffic.
  public static let everyday: [Party] =
    [
      sync, etl, marketing, support, telephony, analytics, analyticsSOAP, assistant, quality,
      finance, quoting, mail, chat, signing, ines, tomas,
    ] + people
}
