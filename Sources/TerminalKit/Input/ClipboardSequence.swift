/// Makes the escape sequence that puts text on the clipboard of the user's terminal (OSC 52).
public enum ClipboardSequence {
  /// The most bytes of base64 that terminals take.
  public static let longest = 74_994

  /// The bytes to write; nil when the text is too long.
  ///
  /// Inside tmux the sequence is sent as it is, which tmux takes when `set-clipboard` is `on`, and
  /// wrapped for the terminal outside, which works when `allow-passthrough` is `on`.
  public static func bytes(
    for text: SafeText, multiplexer: TerminalProfile.Multiplexer
  ) -> [UInt8]? {
    let encoded = base64(Array(text.plain.utf8))
    guard encoded.count <= longest else { return nil }
    let plain = Array("\u{1B}]52;c;".utf8) + encoded + [0x07]
    switch multiplexer {
    case .none:
      return plain
    case .tmux:
      return plain + Array("\u{1B}Ptmux;\u{1B}".utf8) + plain + Array("\u{1B}\\".utf8)
    case .screen:
      // screen passes at most 768 bytes of a string on.
      var result: [UInt8] = []
      var rest = plain[...]
      while !rest.isEmpty {
        result += Array("\u{1B}P".utf8) + rest.prefix(700) + Array("\u{1B}\\".utf8)
        rest = rest.dropFirst(700)
      }
      return result
    }
  }

  /// RFC 4648 base64 with padding.
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let count = min(3, bytes.count - index)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0)
      }
      for position in 0..<4 {
        let letter = letters[Int(group >> UInt32(18 - 6 * position) & 0x3F)]
        result.append(position <= count ? letter : 0x3D)
      }
      index += 3
    }
    return result
  }
}
