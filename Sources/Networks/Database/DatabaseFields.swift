/// The fields of a database's record that say what a network is.
///
/// The databases name them differently: flat or under `country` and `traits`; see `member`.
struct DatabaseFields {
  var asn: UInt32 = 0
  var organisation = ""
  /// Where the address is used; else where it is registered.
  var country = ""
  private var registeredCountry = ""
  private var isp = ""
  private var kind: NetworkTable.Kind?
  private var marks: Set<NetworkTable.Kind> = []
  /// Set for hosting providers too, and alone when nobody knows how the address hides its users.
  private var isAnonymous = false

  /// Reads the record at `place`.
  init(_ section: inout DatabaseSection, at place: Int) throws(DatabaseProblem) {
    let map = try section.value(at: place)
    var found = Self()
    try section.forEachMember(of: map) { section, key, place throws(DatabaseProblem) in
      try found.member(&section, key, place)
    }
    self = found
  }

  private init() {}

  private mutating func member(
    _ section: inout DatabaseSection, _ key: UnsafeRawBufferPointer, _ place: Int
  ) throws(DatabaseProblem) {
    // Names longer than any of ours need no text.
    guard key.count <= 32 else { return }
    let name = String(decoding: key, as: UTF8.self)
    switch name {
    case "country", "registered_country", "traits":
      let value = try section.value(at: place)
      guard value.kind == .map else {
        if name == "country" { setCountry(section.text(value)) }
        return
      }
      var inner = Self()
      try section.forEachMember(of: value) { section, key, place throws(DatabaseProblem) in
        guard name == "traits" else {
          if Self.isWord(key, "iso_code") {
            inner.setCountry(section.text(try section.value(at: place)))
          }
          return
        }
        try inner.flat(&section, key, place)
      }
      if name == "registered_country" {
        registeredCountry = inner.country
      } else {
        merge(inner)
      }
    default: try flat(&section, key, place)
    }
  }

  private mutating func flat(
    _ section: inout DatabaseSection, _ key: UnsafeRawBufferPointer, _ place: Int
  ) throws(DatabaseProblem) {
    guard key.count <= 32 else { return }
    let name = String(decoding: key, as: UTF8.self)
    switch name {
    case "autonomous_system_number", "asn":
      let value = try section.value(at: place)
      asn = UInt32(exactly: section.unsigned(value) ?? 0) ?? 0
      if asn == 0, let text = section.text(value) {
        asn = UInt32(text.hasPrefix("AS") ? text.dropFirst(2) : text[...]) ?? 0
      }
    case "autonomous_system_organization", "as_name", "org":
      organisation = section.text(try section.value(at: place)) ?? organisation
    case "organization", "isp", "name":
      let text = section.text(try section.value(at: place)) ?? ""
      if isp.isEmpty || name == "organization" { isp = text }
    case "country_code": setCountry(section.text(try section.value(at: place)))
    case "kind", "user_type", "usage_type":
      let word = (section.text(try section.value(at: place)) ?? "").lowercased()
      kind = NetworkTable.Kind(rawValue: word) ?? kind
    default:
      guard let mark = Self.markNames[name] ?? (name == "is_anonymous" ? .other : nil),
        section.flag(try section.value(at: place)) == true
      else { return }
      if mark == .other { isAnonymous = true } else { marks.insert(mark) }
    }
  }

  /// Flags that tell a kind. Open proxies, residential ones too, hide whoever uses them as a VPN
  /// does.
  private static let markNames: [String: NetworkTable.Kind] = [
    "is_tor_exit_node": .tor, "tor": .tor,
    "is_anonymous_vpn": .vpn, "vpn": .vpn, "relay": .vpn, "is_public_proxy": .vpn, "proxy": .vpn,
    "is_residential_proxy": .vpn, "is_anonymous_proxy": .vpn,
    "is_hosting_provider": .hosting, "hosting": .hosting,
  ]

  private mutating func setCountry(_ text: String?) {
    // Some databases write the country's name under the same key.
    guard let text, text.utf8.count == 2 else { return }
    country = text.uppercased()
  }

  private mutating func merge(_ inner: Self) {
    if inner.asn != 0 { asn = inner.asn }
    if !inner.organisation.isEmpty { organisation = inner.organisation }
    if !inner.country.isEmpty { country = inner.country }
    if isp.isEmpty { isp = inner.isp }
    kind = kind ?? inner.kind
    marks.formUnion(inner.marks)
    isAnonymous = isAnonymous || inner.isAnonymous
  }

  private static func isWord(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
    bytes.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// The entry for a block; nil when the record says nothing of use.
  func entry(_ block: CIDRBlock) -> NetworkTable.Entry? {
    let marked = [NetworkTable.Kind.tor, .vpn, .hosting].first { marks.contains($0) }
    let entry = NetworkTable.Entry(
      block: block, kind: marked ?? kind ?? (isAnonymous ? .vpn : .other), asn: asn,
      organisation: organisation.isEmpty ? isp : organisation,
      country: country.isEmpty ? registeredCountry : country)
    let isEmpty =
      entry.kind == .other && entry.asn == 0 && entry.organisation.isEmpty && entry.country.isEmpty
    return isEmpty ? nil : entry
  }
}
