/// A kind of call that an integration makes again and again.
///
/// In `uri`, `{v}` is the API version, `{id}` a record id; in `query`, `{since}` is the time of the
/// last run and `{id}` a record id.
struct Shape: Sendable {
  var weight: Int
  var operation: String
  var method: String
  var uri: String
  var object: String
  var query = ""
  var rows: ClosedRange<Int> = 1...1
  var rowBytes = 420
  var ms: ClosedRange<Int> = 4...14
  var kind = Call.Kind.restApi
  var api = "rest"
  var status = 200

  /// A SOQL query over REST.
  static func soql(
    _ weight: Int, _ object: String, _ query: String, rows: ClosedRange<Int>, rowBytes: Int = 420
  ) -> Shape {
    Shape(
      weight: weight, operation: "query", method: "GET", uri: "/services/data/v{v}/query",
      object: object, query: query, rows: rows, rowBytes: rowBytes, ms: 5...30)
  }

  /// A single-record call over REST.
  static func record(_ weight: Int, _ operation: String, _ object: String) -> Shape {
    let path = "/services/data/v{v}/sobjects/" + object
    switch operation {
    case "create":
      return Shape(
        weight: weight, operation: operation, method: "POST", uri: path, object: object,
        rowBytes: 0, ms: 6...22, status: 201)
    case "update":
      return Shape(
        weight: weight, operation: operation, method: "PATCH", uri: path + "/{id}", object: object,
        rowBytes: 0, ms: 6...20, status: 204)
    case "upsert":
      return Shape(
        weight: weight, operation: operation, method: "PATCH",
        uri: path + "/External_Id__c/{id}", object: object, rowBytes: 0, ms: 6...20, status: 200)
    case "describe":
      return Shape(
        weight: weight, operation: operation, method: "GET", uri: path + "/describe",
        object: object, rows: 0...0, rowBytes: 0, ms: 5...12)
    default:
      return Shape(
        weight: weight, operation: operation, method: "GET", uri: path + "/{id}", object: object)
    }
  }

  /// A SOAP call; its URI names the endpoint only.
  static func soap(
    _ weight: Int, _ operation: String, _ object: String, query: String = "",
    rows: ClosedRange<Int> = 1...1
  ) -> Shape {
    Shape(
      weight: weight, operation: operation, method: "POST", uri: "Api", object: object,
      query: query, rows: rows, rowBytes: 380, ms: 6...26, kind: .api, api: "soap")
  }

  /// A call to the customer's own Apex REST service.
  static func apex(_ weight: Int, _ operation: String, _ method: String, _ path: String) -> Shape {
    Shape(
      weight: weight, operation: operation, method: method, uri: "/services/apexrest/" + path,
      object: "", rowBytes: 900, ms: 12...48, kind: .apexRestApi, api: "apexrest")
  }
}
