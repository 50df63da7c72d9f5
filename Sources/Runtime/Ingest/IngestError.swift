public import EventSources
public import Storage

/// Why ingestion can't start or go on.
public enum IngestError: Error, Sendable {
  case unknownFormat(String, known: [String])
  case source(SourceError)
  case store(StoreError)
  /// Stored engine state that can't be read; the detail says where.
  case badState(String)
}
