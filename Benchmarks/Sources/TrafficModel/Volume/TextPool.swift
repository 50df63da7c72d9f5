/// Many short texts in one array, so that a row is a few copies of ready-made bytes.
struct TextPool: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int32] = [0]

  var count: Int { starts.count - 1 }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    starts.append(Int32(bytes.count))
  }

  func copy(_ index: Int, to out: inout TextBuffer) {
    out.raw(bytes[Int(starts[index])..<Int(starts[index + 1])])
  }
}
