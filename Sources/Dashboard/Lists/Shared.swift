/// A value behind one reference, so that a list can hand rows around without copying their fields.
final class Shared<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
