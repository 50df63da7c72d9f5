import SecurityModel

/// What an analysed query text says, in the form in which it is remembered.
struct QueryReading {
  var shape: UInt64 = 0
  var flags: APIEvent.Flags = .hasQuery
  var operation = Operation.query
  var objects: InlineArray<6, Symbol> = .init(repeating: .none)
  var objectCount: UInt8 = 0

  /// Adds an object type, once.
  mutating func add(_ symbol: Symbol) {
    if symbol.isNone { return }
    for i in 0..<Int(objectCount) where objects[i] == symbol { return }
    if objectCount < 6 {
      objects[Int(objectCount)] = symbol
      objectCount += 1
    } else {
      flags.insert(.moreObjects)
    }
  }

  /// Puts the object that the query is about before those of its subqueries.
  mutating func addFirst(_ symbol: Symbol) {
    let others = objects
    let count = Int(objectCount)
    objectCount = 0
    add(symbol)
    for i in 0..<count { add(others[i]) }
  }

  @inline(__always)
  func apply(to event: inout APIEvent) {
    event.queryShape = shape
    event.flags.formUnion(flags)
    if event.operation == .other { event.operation = operation }
    for i in 0..<Int(objectCount) { event.addObject(objects[i]) }
  }
}
