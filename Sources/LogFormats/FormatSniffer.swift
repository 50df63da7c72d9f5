import SecurityModel

/// Decides which format a source has from its first bytes.
///
/// Deterministic: the same bytes and formats give the same verdict. Compressed data must be
/// unpacked before.
public enum FormatSniffer {
  /// A format and how sure it is.
  public struct Candidate: Sendable {
    public var format: any LogFormat
    public var match: FormatMatch

    public init(format: any LogFormat, match: FormatMatch) {
      self.format = format
      self.match = match
    }
  }

  /// What the bytes are.
  public enum Verdict: Sendable {
    /// One format claims the bytes.
    case recognized(Candidate)
    /// Several formats claim them about equally; best first.
    case ambiguous([Candidate])
    /// None does; the reason is fit to be shown.
    case unknown(reason: String)

    /// The format, when there is exactly one.
    public var format: (any LogFormat)? {
      if case .recognized(let candidate) = self { return candidate.format }
      return nil
    }

    /// One sentence on the verdict, for messages.
    public var explanation: String {
      switch self {
      case .recognized(let best): "\(best.format.name): \(best.match.reason)"
      case .ambiguous(let candidates):
        "could be "
          + candidates.map { "\($0.format.name) (\($0.match.reason))" }.joined(separator: " or ")
          + "; name one with --format"
      case .unknown(let reason): reason
      }
    }
  }

  /// Most bytes that are looked at.
  public static let sampleLength = 64 << 10
  /// Most bytes that are looked at where the first record is longer than that.
  static let longestRecord = 1 << 20
  /// Claims below this are ignored.
  public static let minimumConfidence = 0.3
  /// Two best claims nearer than this are ambiguous.
  public static let margin = 0.05

  /// Samples of JSON that is not complete yet, in words that callers can wait on.
  public static let incomplete = "no complete record yet"
  /// The same of longer ones.
  static let tooLong = "JSON whose first record is longer than \(sampleLength >> 10) KiB"
  /// The same of samples without any text.
  public static let blank = "no text yet"
  /// Most ways of taking the sample apart that are tried.
  private static let maximumViews = 32

  /// The verdict on `sample`, the first bytes of a source.
  ///
  /// Formats are shown the sample, or its objects one a line, then what stands inside its records,
  /// layer by layer; what is found without a layer is taken before what needs one. A few records
  /// that can't be read don't count. The verdict's format brings its wrapping along.
  public static func sniff(
    _ sample: UnsafeRawBufferPointer, among formats: [any LogFormat] = LogFormatRegistry.all
  ) -> Verdict {
    let whole = sample
    var sample = UnsafeRawBufferPointer(rebasing: whole.prefix(sampleLength))
    if let reason = SampleObstacle.reason(sample) { return .unknown(reason: reason) }
    var views = SampleView.first(sample)
    if views.isEmpty, whole.count > sample.count {
      // One record may be longer than what is looked at otherwise.
      sample = UnsafeRawBufferPointer(rebasing: whole.prefix(longestRecord))
      views = SampleView.first(sample)
    }
    if views.isEmpty {
      return .unknown(
        reason: sample.count < sampleLength ? incomplete : tooLong)
    }
    var best: [Candidate] = []
    var looked = 0
    while looked < views.count {
      let view = views[looked]
      looked += 1
      let claims = claims(on: view, formats)
      if let first = claims.first, isBetter(first, than: best.first) { best = claims }
      if let first = best.first, isCertain(first) { break }
      for inner in view.inside where views.count < maximumViews { views.append(inner) }
    }
    guard let first = best.first else {
      return .unknown(
        reason: "no format recognizes these bytes (tried "
          + formats.map(\.name).joined(separator: ", ") + "); name one with --format")
    }
    return best.count > 1 ? .ambiguous(best) : .recognized(first)
  }

  /// Whether a sample without any line end may be judged already: there is enough of it, or it is
  /// of a kind that needs no line ends.
  public static func needsNoLine(_ sample: UnsafeRawBufferPointer) -> Bool {
    guard sample.count < sampleLength else { return true }
    let first = sample.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
    return first == 0x7B || first == 0x5B || SampleView.isOctetCounted(sample)
  }

  /// The verdict where a user has named the format: that format, in the wrapping that is there.
  public static func verdict(
    on sample: UnsafeRawBufferPointer, naming format: any LogFormat
  ) -> Verdict {
    if format.layers.isEmpty, case .recognized(let found) = sniff(sample, among: [format]) {
      return .recognized(found)
    }
    return .recognized(
      Candidate(format: format, match: FormatMatch(confidence: 1, reason: "named by --format")))
  }

  /// The best claim on a view, and those about as good.
  private static func claims(on view: SampleView, _ formats: [any LogFormat]) -> [Candidate] {
    // Ties keep the order of the registry, so that the outcome never depends on the sort.
    var claims: [(rank: Int, candidate: Candidate)] = []
    let text = view.text
    for (rank, format) in formats.enumerated() {
      var match = text.withUnsafeBytes { format.match($0) }
      guard match.confidence >= minimumConfidence else { continue }
      if view.refused > 0 {
        match.reason +=
          "; \(view.refused) of \(view.refused + view.records.count) sampled records can't be read"
      }
      let whole = view.layers.isEmpty ? format : WrappedFormat(format, in: view.layers)
      claims.append((rank, Candidate(format: whole, match: match)))
    }
    claims.sort { a, b in
      let (x, y) = (a.candidate.match.confidence, b.candidate.match.confidence)
      return x == y ? a.rank < b.rank : x > y
    }
    guard let best = claims.first?.candidate.match.confidence else { return [] }
    return claims.map(\.candidate).filter { best - $0.match.confidence < margin }
  }

  /// A claim that needs more layers must be clearly better, or a vendor's own format inside one
  /// that is nobody's in particular.
  private static func isBetter(_ claim: Candidate, than best: Candidate?) -> Bool {
    guard let best else { return true }
    if best.format.platform == .generic, claim.format.platform != .generic,
      claim.match.confidence >= 0.8
    {
      return true
    }
    return claim.match.confidence > best.match.confidence + margin
  }

  /// Nothing inside could be more to the point.
  private static func isCertain(_ claim: Candidate) -> Bool {
    claim.match.confidence >= (claim.format.platform == .generic ? 0.95 : 0.9)
  }
}
