import SecurityModel

/// Judges the first records of a source for the formats of Salesforce's JSON.
enum SalesforceSample {
  /// The claim on `sample`.
  static func match(
    _ sample: UnsafeRawBufferPointer, _ judge: (JSONCells<SalesforceField>) -> FormatMatch?
  ) -> FormatMatch {
    JSONSample.match(
      sample, JSONCells<SalesforceField>(SalesforceField.map, hidesNotAvailable: true), judge)
  }
}
