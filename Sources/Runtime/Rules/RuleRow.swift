import Detection
import SecurityModel
import SigmaRules

/// A rule in the terms of detectors: what findings, lists and reports need of it.
enum RuleRow {
  /// The row of a rule or correlation.
  static func make(_ metadata: RuleMetadata, _ ext: RuleExtension?, isCorrelation: Bool)
    -> DetectorRow
  {
    DetectorRow(
      id: id(of: metadata), title: metadata.title,
      summary: metadata.description.isEmpty ? metadata.title : metadata.description,
      why: metadata.description, runbook: runbook(metadata),
      severityRule: severity(metadata).name, requiredFields: [],
      attack: techniques(metadata.tags), owasp: [], controls: controls(ext?.controls ?? []),
      groupMinutes: Int((ext?.group?.span ?? 6 * Timestamp.Duration.hour) / 60_000),
      kind: isCorrelation ? .correlation : .policy)
  }

  /// `SIGMA-` and the start of the rule's UUID, or a hash of what it goes by: short enough for a
  /// column and the same in every run.
  static func id(of metadata: RuleMetadata) -> String {
    let head = metadata.id.lowercased().prefix(8)
    if head.count == 8, head.utf8.allSatisfy(isHexadecimal), metadata.id.count == 36 {
      return "SIGMA-" + head
    }
    let digits = String(StableHash.string(metadata.key) >> 32, radix: 16)
    return "SIGMA-" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func isHexadecimal(_ c: UInt8) -> Bool {
    (0x30...0x39).contains(c) || (0x61...0x66).contains(c)
  }

  /// The `level`; medium where a rule has none.
  static func severity(_ metadata: RuleMetadata) -> Severity {
    switch metadata.level {
    case .informational: .info
    case .low: .low
    case .medium, nil: .medium
    case .high: .high
    case .critical: .critical
    }
  }

  private static func runbook(_ metadata: RuleMetadata) -> [String] {
    var steps: [String] = []
    if !metadata.falsepositives.isEmpty {
      steps.append(
        "Rule out what its author knows to be harmless: "
          + metadata.falsepositives.joined(separator: "; ") + ".")
    }
    if !metadata.fields.isEmpty {
      steps.append("Look at " + metadata.fields.joined(separator: ", ") + " in the evidence.")
    }
    steps.append("Compare with the credential's history before and after.")
    steps += metadata.references.prefix(5).map { "See " + $0 }
    return steps
  }

  /// `attack.t1213.004` gives `T1213.004`.
  private static func techniques(_ tags: [String]) -> [String] {
    tags.compactMap { tag in
      let lower = tag.lowercased()
      guard lower.hasPrefix("attack.t"), lower.dropFirst(8).first?.isNumber == true else {
        return nil
      }
      return String(lower.dropFirst(7)).uppercased()
    }
  }

  /// `SOC2:CC7.2` and the like by framework; unknown frameworks are left out.
  private static func controls(_ written: [String]) -> ControlMapping {
    var mapping = ControlMapping()
    for control in written {
      let parts = control.split(separator: ":", maxSplits: 1).map {
        $0.drop { $0 == " " }
      }
      guard parts.count == 2 else { continue }
      let clause = String(parts[1])
      let framework = parts[0].lowercased().filter { $0.isLetter || $0.isNumber }
      switch framework {
      case "soc2": mapping.soc2.append(clause)
      case "gdpr": mapping.gdpr.append(clause)
      case "ccpa": mapping.ccpa.append(clause)
      case "nist80053", "nist": mapping.nist80053.append(clause)
      case "hipaa": mapping.hipaa.append(clause)
      case "sox": mapping.sox.append(clause)
      case "pcidss", "pci": mapping.pciDSS.append(clause)
      default: break
      }
    }
    return mapping
  }
}
