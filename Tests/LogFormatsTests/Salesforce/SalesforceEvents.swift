/// Members of invented Salesforce events, for tests to put into records.
enum SalesforceEvents {
  static let common =
    #""EventDate":"2025-03-04T10:15:02.417Z","CreatedDate":"2025-03-04T10:15:04.120Z","#
    + #""EventIdentifier":"0f3d2c1b-aaaa-4bbb-8ccc-1234567890ab","UserId":"005xx000001Sv7kAAC","#
    + #""Username":"etl@corp.example","SourceIp":"203.0.113.40","LoginKey":"a1S2d3F4g5H6j7K8","#
    + #""SessionKey":"q1W2e3R4t5Y6u7I8","PolicyOutcome":null"#

  static let api =
    common
    + #","ApiType":"REST","ApiVersion":62.0,"Operation":"QueryMore","#
    + #""QueriedEntities":"Contact, Account","Query":"SELECT Id, Email FROM Contact","#
    + #""RowsProcessed":41250.0,"ElapsedTime":212,"ConnectedAppId":"0H4xx0000000001CAA","#
    + #""Application":"N/A","Client":null,"AdditionalInfo":"{}","UserAgent":"contoso-sync/3.1","#
    + #""RequestIdentifier":"4Xt1aQ9bLm2nRk7pVw8z1A","#
    + #""Records":"{\"totalSize\":41250,\"records\":[{\"Email\":\"jane@corp.example\",\"attr""#

  static let login =
    common
    + #","ApiType":"N/A","ApiVersion":"N/A","Application":"Browser","Browser":"Chrome 133","#
    + #""CountryIso":"DE","LoginType":"Application","LoginUrl":"corp.my.salesforce.com","#
    + #""Status":"Success","TlsProtocol":"TLS 1.3","UserType":"Standard""#

  /// A CometD message.
  static func message(_ type: String, _ members: String) -> String {
    #"{"channel":"/event/\#(type)","data":{"schema":"q_Q","payload":{\#(members)},"#
      + #""event":{"replayId":88121}}}"#
  }

  /// A record of a query's answer.
  static func stored(_ type: String, _ members: String) -> String {
    #"{"attributes":{"type":"\#(type)","url":"/services/data/v62.0/sobjects/x"},"#
      + #""Id":"000000000000000AAA",\#(members)}"#
  }

  /// `members` with some of them replaced or added.
  static func with(_ members: String, _ changes: KeyValuePairs<String, String>) -> String {
    var out = members
    for (name, value) in changes {
      let pattern = #""\#(name)":"#
      guard let start = out.range(of: pattern) else {
        out += #","\#(name)":\#(value)"#
        continue
      }
      let rest = out[start.upperBound...]
      var end = rest.startIndex
      var quoted = false
      var escaped = false
      while end < rest.endIndex, quoted || rest[end] != "," {
        if escaped {
          escaped = false
        } else if rest[end] == "\\" {
          escaped = true
        } else if rest[end] == "\"" {
          quoted.toggle()
        }
        end = rest.index(after: end)
      }
      out.replaceSubrange(start.upperBound..<end, with: value)
    }
    return out
  }
}

extension String {
  fileprivate func range(of other: String) -> Range<String.Index>? { ranges(of: other).first }
}
