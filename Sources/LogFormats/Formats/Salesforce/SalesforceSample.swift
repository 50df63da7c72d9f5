import SecurityModel

/// Judges the first records of a source for the formats of Salesforce's JSON.
enum SalesforceSample {
  /// The claim on `sample`; none on crmwatch's own records, which carry the source's names too.
  static func match(
    _ sample: UnsafeRawBufferPointer,
    _ judge: (JSONCells<SalesforceField>) -> FormatMatch?
  ) -> FormatMatch {
    let cells = JSONCells<SalesforceField>(SalesforceField.map, hidesNotAvailable: true)
    return JSONSample.match(sample, cells) { cells in
      cells.has(.nativeTime) && cells.has(.nativeCredential) ? nil : judge(cells)
    }
  }
}
