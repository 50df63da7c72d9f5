/// Hands a value to a thread that alone uses it from then on.
///
/// `@unchecked Sendable`: the value is not touched by the giver after the hand-over.
public struct Handover<Value>: @unchecked Sendable {
  public let value: Value
  public init(_ value: Value) { self.value = value }
}
