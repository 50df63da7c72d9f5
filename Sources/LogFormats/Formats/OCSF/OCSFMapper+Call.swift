import SecurityModel

/// API Activity.
extension OCSFMapper {
  /// What one entry of `resources` says.
  struct Resource {
    /// The object type, or nothing.
    var object: UnsafeRawBufferPointer
    /// The record, or nothing.
    var id: UnsafeRawBufferPointer
  }

  /// Fills operation, API family, target, objects and rows.
  func call(into event: inout APIEvent) {
    event.method = HTTPMethod(fields.text(.method))
    let operation = fields.symbol(.operation, into: &event)
    event.operation =
      Operation(
        rawValue: verbs.meaning(of: operation) {
          OCSFWords.operation(fields.text(.operation), operations).rawValue
        }) ?? .other
    if event.method == .none || event.method == .other {
      let word = fields.text(.operation)
      if OCSFWords.isMethod(word) { event.method = HTTPMethod(word) }
    }
    let service = fields.steadySymbol(.service, place: 4, into: &event)
    event.surface =
      APISurface(
        rawValue: services.meaning(of: service) {
          OCSFWords.surface(ofService: fields.text(.service)).rawValue
        }) ?? .unknown
    forEachResource { resource in
      event.addObject(fields.symbol(resource.object.cut(0, 80), into: &event))
    }
    PathReader.read(requestTarget(), method: event.method, context: context, into: &event)
    let query = fields.values.text(.query, or: .requestQuery)
    if !query.isEmpty { QueryReader.read(query, context: context, into: &event) }
    if event.operation == .other {
      event.operation = OCSFWords.operation(ofActivity: fields.count(.activityID))
    }
    event.rows = fields.count(.rows)
  }

  /// Gives each entry of `resources`, or the one `resource`; at most 100.
  func forEachResource(_ body: (Resource) -> Void) {
    var rest = 100
    func take(_ token: JSONToken) {
      guard rest > 0, let resource = resource(token) else { return }
      rest -= 1
      body(resource)
    }
    if fields.token(.resources).kind == .null {
      take(fields.token(.resource))
    } else {
      fields.values.forEachElement(fields.token(.resources), take)
    }
  }

  private func resource(_ token: JSONToken) -> Resource? {
    guard token.kind == .object else { return nil }
    var name = JSONToken.null
    var type = JSONToken.null
    var uid = JSONToken.null
    fields.values.forEachMember(token) { member, value in
      if value.kind != .string { return }
      if member.isWord("name") {
        name = value
      } else if member.isWord("type") {
        type = value
      } else if member.isWord("uid") {
        uid = value
      }
    }
    let record = fields.record
    // Escaped names are no object types; their text isn't needed.
    let nameText = name.isEscaped ? record.cut(0, 0) : name.bytes(in: record)
    let typeText = type.isEscaped ? record.cut(0, 0) : type.bytes(in: record)
    let isGeneric = OCSFWords.isGeneric(resourceType: typeText)
    let object: UnsafeRawBufferPointer
    if PathShape.isName(nameText), isGeneric || !PathShape.isName(typeText) {
      object = nameText
    } else if !isGeneric, PathShape.isName(typeText) {
      // `{"type": "Contact", "name": "J. Doe"}`: the name is a record's.
      object = typeText
    } else {
      object = record.cut(0, 0)
    }
    return Resource(
      object: object, id: uid.isEscaped ? record.cut(0, 0) : uid.bytes(in: record))
  }
}
