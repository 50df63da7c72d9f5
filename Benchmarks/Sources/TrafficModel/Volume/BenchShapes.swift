/// The ready-made texts of every kind of call of a `BenchLog`.
struct BenchShapes: Sendable {
  private(set) var pool = TextPool()
  private var rowsReturned: [Bool] = []
  let stride: Int

  var count: Int { rowsReturned.count }

  private static let objects = [
    "Account", "Contact", "Opportunity", "Lead", "Case", "Task", "Event", "Campaign", "Quote",
    "Product2", "Invoice__c", "Payment__c",
  ]

  init(_ format: BenchLog.Format) {
    stride = format == .access ? 1 : format == .jsonl ? 1 : 4
    for object in Self.objects {
      add(
        format, object, "query", "GET", "/services/data/v62.0/query",
        "SELECT Id, Name, OwnerId FROM " + object + " WHERE LastModifiedDate > YESTERDAY")
      add(
        format, object, "query", "GET", "/services/data/v62.0/query",
        "SELECT Id, CreatedDate FROM " + object + " WHERE External_Id__c = 'A-100200300'")
      add(
        format, object, "read", "GET",
        "/services/data/v62.0/sobjects/" + object + "/a0BWk000000Q4rT", "")
      add(
        format, object, "update", "PATCH",
        "/services/data/v62.0/sobjects/" + object + "/a0BWk000000Q4rT", "")
    }
  }

  func returnsRows(_ shape: Int) -> Bool { rowsReturned[shape] }

  func copy(_ shape: Int, _ part: Int, to out: inout TextBuffer) {
    pool.copy(shape * stride + part, to: &out)
  }

  private mutating func add(
    _ format: BenchLog.Format, _ object: String, _ operation: String, _ method: String,
    _ uri: String, _ query: String
  ) {
    rowsReturned.append(operation == "query")
    switch format {
    case .elf:
      pool.append("\",\"" + uri)
      pool.append("\",\"" + method + "\",\"application/json\",\"")
      pool.append("\",\"" + object)
      pool.append("\",\"" + query + "\",\"")
    case .jsonl:
      var text = "\"api\":\"rest\",\"operation\":\"" + operation + "\",\"method\":\"" + method
      text += "\",\"uri\":\"" + uri + "\",\"api_version\":\"62.0\",\"objects\":[\"" + object + "\"]"
      text += ",\"fields\":[\"Id\",\"Name\",\"OwnerId\",\"CreatedDate\",\"LastModifiedDate\"]"
      if !query.isEmpty { text += ",\"query\":\"" + query + "\"" }
      pool.append(text + ",\"rows\":")
    case .access:
      var target = uri
      if !query.isEmpty {
        target += "?q=" + query.split(separator: " ").joined(separator: "+")
      }
      pool.append("] \"" + method + " " + target + " HTTP/1.1\" ")
    }
  }
}
