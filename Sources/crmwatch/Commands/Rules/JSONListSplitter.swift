/// Finds the elements of a JSON list without reading them.
enum JSONListSplitter {
  /// Gives each element of the list, without blanks around it, with its position.
  ///
  /// What isn't well formed is given as it stands, for the reader of elements to refuse.
  static func forEachElement(
    of bytes: UnsafeRawBufferPointer,
    _ body: (_ element: UnsafeRawBufferPointer, _ index: Int) -> Void
  ) {
    guard let open = bytes.firstIndex(of: 0x5B) else { return }
    var depth = 0
    var index = 0
    var isInString = false
    var start = open + 1
    func give(_ end: Int) {
      var first = start
      var last = end
      while first < last, isBlank(bytes[first]) { first += 1 }
      while last > first, isBlank(bytes[last - 1]) { last -= 1 }
      guard last > first else { return }
      body(UnsafeRawBufferPointer(rebasing: bytes[first..<last]), index)
      index += 1
    }
    var i = open + 1
    while i < bytes.count {
      switch bytes[i] {
      case 0x5C where isInString: i += 1
      case 0x22: isInString.toggle()
      case _ where isInString: break
      case 0x7B, 0x5B: depth += 1
      case 0x7D: depth -= 1
      case 0x5D where depth == 0:
        give(i)
        return
      case 0x5D: depth -= 1
      case 0x2C where depth == 0:
        give(i)
        start = i + 1
      default: break
      }
      i += 1
    }
    give(bytes.count)
  }

  /// Whether JSON allows the byte between values.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
