/// Names of the ATT&CK techniques that detectors name, after version 18.
enum AttackNames {
  /// The name of a technique or sub-technique; nil for one that isn't in the table.
  static func name(_ id: String) -> String? { names[id] }

  private static let names: [String: String] = [
    "T1020": "Automated Exfiltration", "T1029": "Scheduled Transfer",
    "T1030": "Data Transfer Size Limits", "T1070": "Indicator Removal",
    "T1071": "Application Layer Protocol", "T1071.001": "Web Protocols",
    "T1078": "Valid Accounts", "T1078.004": "Cloud Accounts", "T1110": "Brute Force",
    "T1110.001": "Password Guessing", "T1110.003": "Password Spraying",
    "T1110.004": "Credential Stuffing", "T1119": "Automated Collection",
    "T1199": "Trusted Relationship", "T1213": "Data from Information Repositories",
    "T1213.004": "Customer Relationship Management Software",
    "T1485": "Data Destruction", "T1499": "Endpoint Denial of Service",
    "T1526": "Cloud Service Discovery", "T1528": "Steal Application Access Token",
    "T1550": "Use Alternate Authentication Material", "T1550.001": "Application Access Token",
    "T1552": "Unsecured Credentials", "T1562": "Impair Defenses",
    "T1565": "Data Manipulation", "T1565.001": "Stored Data Manipulation",
    "T1567": "Exfiltration Over Web Service", "T1671": "Cloud Application Integration",
  ]
}
