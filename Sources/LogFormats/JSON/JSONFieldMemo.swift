import SecurityModel

/// What the reader of one source remembers from record to record.
///
/// Behind a pointer to be free of exclusivity checks.
final class JSONFieldMemo {
  private let context: DecodeContext
  private let state: UnsafeMutablePointer<State>

  private struct State {
    var day = LastDay()
    var texts: InlineArray<8, LastText> = .init(repeating: LastText())
    var orgText = ""
    var org = Symbol.none
  }

  init(_ context: DecodeContext) {
    self.context = context
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  @inline(__always)
  func time(of text: UnsafeRawBufferPointer, _ order: TimeText.DateOrder) -> Timestamp? {
    text.isEmpty ? nil : state.pointee.day.time(of: text) ?? TimeText.read(text, order)
  }

  @inline(__always)
  func symbol(
    of text: UnsafeRawBufferPointer, _ place: Int, into event: inout APIEvent
  ) -> Symbol {
    let symbol = state.pointee.texts[place & 7].symbol(of: text, in: context)
    if state.pointee.texts[place & 7].isHostile { event.flags.insert(.hostileText) }
    return symbol
  }

  var defaultOrg: Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if state.pointee.orgText != context.defaultOrg {
      state.pointee.orgText = context.defaultOrg
      state.pointee.org = context.symbols.intern(context.defaultOrg)
    }
    return state.pointee.org
  }
}
