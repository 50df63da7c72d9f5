/// A list of choices above the rest of the screen, narrowed down by typing.
public struct Menu: Sendable, Hashable {
  /// One choice.
  public struct Item: Sendable, Hashable {
    /// What it is called; typed letters are looked up here.
    public var title: SafeText
    /// What it means.
    public var detail: SafeText
    /// The key that does the same without the menu; also chooses it while nothing has been typed.
    public var key: SafeText
    /// Why it can not be chosen; empty when it can.
    public var disabledReason: SafeText
    /// How the title looks.
    public var role: Role

    /// Makes a choice.
    public init(
      _ title: SafeText, detail: SafeText = .empty, key: SafeText = .empty,
      disabledReason: SafeText = .empty, role: Role = .text
    ) {
      self.title = title
      self.detail = detail
      self.key = key
      self.disabledReason = disabledReason
      self.role = role
    }
  }

  /// What a key did.
  public enum Outcome: Sendable, Hashable {
    /// The menu stays.
    case stay
    /// The cursor is on another choice, for a live preview; index into `items`.
    case moved(Int)
    /// A choice was made; index into `items`.
    case chosen(Int)
    /// The choice under the cursor can not be made now; index into `items`.
    case refused(Int)
    /// The menu was left.
    case cancelled
  }

  /// The heading.
  public var title: Line
  /// All choices.
  public private(set) var items: [Item]
  /// Whether letters narrow the list down; else a letter chooses the item with that key at once.
  public let isFilterable: Bool
  private var field = TextField(limit: 80)
  private var state = ScrollState()
  private var matches: [Int]

  /// Makes a menu with the cursor on a choice.
  /// - Parameters:
  ///   - title: the heading.
  ///   - items: all choices.
  ///   - isFilterable: whether letters narrow the list down.
  ///   - selected: index of the choice under the cursor.
  public init(title: Line, items: [Item], isFilterable: Bool = true, selected: Int = 0) {
    self.title = title
    self.items = items
    self.isFilterable = isFilterable
    matches = Array(items.indices)
    state.select(min(max(0, selected), max(0, items.count - 1)))
  }

  /// The choice under the cursor, an index into `items`; nil when nothing matches.
  public var selected: Int? {
    matches.indices.contains(state.cursor) ? matches[state.cursor] : nil
  }

  /// The letters typed so far.
  public var filter: String { field.text }

  /// Takes a key.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .up, .control("p"), .backTab: return move(by: -1)
    case .down, .control("n"), .tab: return move(by: 1)
    case .pageUp: return move(by: -10)
    case .pageDown: return move(by: 10)
    case .home: return move(by: -items.count)
    case .end: return move(by: items.count)
    case .enter: return choose()
    case .escape, .control("g"), .control("c"): return .cancelled
    case .mouse(let event): return mouse(event)
    default: return isFilterable ? narrow(key) : direct(key)
    }
  }

  private mutating func move(by rows: Int) -> Outcome {
    let before = selected
    state.move(by: rows, count: matches.count)
    guard let selected, selected != before else { return .stay }
    return .moved(selected)
  }

  private func choose() -> Outcome {
    guard let selected else { return .stay }
    return items[selected].disabledReason.isEmpty ? .chosen(selected) : .refused(selected)
  }

  private mutating func mouse(_ event: MouseEvent) -> Outcome {
    switch event.action {
    case .scrollUp: move(by: -1)
    case .scrollDown: move(by: 1)
    default: .stay
    }
  }

  private mutating func narrow(_ key: Key) -> Outcome {
    guard field.handle(key) == .changed else { return .stay }
    let pattern = field.text
    let scored = items.enumerated().compactMap { index, item -> (index: Int, score: Int)? in
      let title = FuzzyMatch.score(pattern, in: item.title.plain)
      // A hit in the explanation counts, but less than any in the title.
      let detail = FuzzyMatch.score(pattern, in: item.detail.plain).map { $0 - 100_000 }
      return (title ?? detail).map { (index, $0) }
    }
    matches =
      pattern.isEmpty
      ? Array(items.indices)
      : scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.index)
    state = ScrollState()
    return selected.map(Outcome.moved) ?? .stay
  }

  private mutating func direct(_ key: Key) -> Outcome {
    switch key {
    case .character("j"): return move(by: 1)
    case .character("k"): return move(by: -1)
    case .character("q"): return .cancelled
    case .character(let character):
      guard let index = items.firstIndex(where: { $0.key.plain == String(character) }),
        let row = matches.firstIndex(of: index)
      else { return .stay }
      state.select(row)
      return choose()
    default: return .stay
    }
  }

  /// The size at which nothing is cut, border included.
  public var idealSize: Size {
    let widest = items.reduce(title.width + 2) { widest, item in
      max(widest, item.title.width + max(item.detail.width, item.disabledReason.width) + 4)
    }
    let keys = items.reduce(0) { max($0, $1.key.width) }
    return Size(
      width: widest + keys + (keys > 0 ? 2 : 0) + 4,
      height: max(1, items.count) + 2 + (isFilterable ? 1 : 0))
  }

  /// `3/28` while the list is narrowed down.
  private var footer: Line {
    guard matches.count < items.count else { return Line() }
    return Line(SafeText(matches.count) + "/" + SafeText(items.count), .textDim)
  }

  /// The choice under a position when the menu is drawn in `rect`, an index into `items`.
  public func item(at point: Point, in rect: Rect) -> Int? {
    let inside = list(in: rect)
    guard inside.contains(point) else { return nil }
    let view = state.settled(count: matches.count, height: inside.height)
    let row = view.offset + point.y - inside.y
    return matches.indices.contains(row) ? matches[row] : nil
  }

  /// The rows of the choices within the border.
  private func list(in rect: Rect) -> Rect {
    let inside = Box.inside(rect.centered(idealSize))
    guard isFilterable else { return inside }
    return Rect(x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
  }

  /// Draws the menu in the middle of `rect`, no larger than it needs to be.
  /// - Returns: where the terminal's cursor belongs, if letters are taken.
  @discardableResult
  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) -> Point? {
    let place = rect.centered(idealSize)
    Box(
      title: title, footer: footer, isFocused: true,
      surface: .popup
    ).draw(on: &grid, in: place, theme: theme)
    guard !Box.inside(place).isEmpty else { return nil }
    let inside = list(in: rect)
    var cursor: Point?
    if isFilterable {
      cursor = field.draw(
        on: &grid, in: Box.inside(place).row(0), theme: theme, prompt: "> ",
        placeholder: "type to filter", surface: .popup)
    }
    let view = state.settled(count: matches.count, height: inside.height)
    for line in 0..<inside.height where view.offset + line < matches.count {
      let row = view.offset + line
      draw(
        items[matches[row]], isCursor: row == view.cursor, on: &grid, in: inside.row(line),
        theme: theme)
    }
    ScrollBar(count: matches.count, offset: view.offset, surface: .popup, isFocused: true).draw(
      on: &grid, in: Rect(x: place.maxX - 1, y: inside.y, width: 1, height: inside.height),
      theme: theme)
    return cursor
  }

  private func draw(
    _ item: Item, isCursor: Bool, on grid: inout CellGrid, in rect: Rect, theme: Theme
  ) {
    let place: Surface = isCursor ? .selection : .popup
    let isDisabled = !item.disabledReason.isEmpty
    grid.fill(rect, style: theme.fill(place))
    let keyWidth = items.reduce(0) { max($0, $1.key.width) }
    var line = Line(isCursor ? ">" : " ", .accent)
    if keyWidth > 0 { line.append(item.key.padded(to: keyWidth + 1), .hintKey) }
    line.append(item.title, isDisabled ? .textDim : item.role)
    let explanation = isDisabled ? item.disabledReason : item.detail
    if !explanation.isEmpty {
      let titles = items.reduce(0) { max($0, $1.title.width) }
      line.append(SafeText.spaces(titles - item.title.width + 2) + explanation, .textDim)
    }
    grid.put(line, x: rect.x, y: rect.y, theme: theme, on: place, maxWidth: rect.width)
  }
}
