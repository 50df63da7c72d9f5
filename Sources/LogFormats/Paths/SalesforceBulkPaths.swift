import SecurityModel

/// Reads the paths of Salesforce's two bulk APIs.
enum SalesforceBulkPaths {
  /// Bulk 2: `/services/data/v*/jobs/{query|ingest}[/{job}[/results|/batches|…]]`, from `jobs` on.
  static func readSecond(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    event.surface = .bulk2
    if segments.isWord(i + 1, "query") { event.flags.insert(.bulkQuery) }
    guard segments.count > i + 2 else {
      event.operation = operation(call, get: .list, post: .jobCreate)
      return
    }
    call.setJob(i + 2, &segments, into: &event)
    let part = segments[i + 3]
    if part.isEmpty {
      event.operation = operation(call, get: .jobStatus, post: .jobStatus)
    } else if part.isWord("batches") {
      event.operation = .jobData
    } else {
      // results, resultPages, successfulResults, failedResults, unprocessedrecords
      segments.mark(i + 3, .literal)
      event.operation = .jobResults
    }
  }

  /// Bulk 1: `/services/async/v*/job[/{job}[/batch[/{batch}[/result[/{result}]|/request]]]]`.
  static func readFirst(
    _ i: Int, _ segments: inout PathSegments, _ call: borrowing PathCall,
    into event: inout APIEvent
  ) {
    guard segments.isWord(i, "job") else {
      event.operation = call.operation(onRecord: false)
      return
    }
    guard segments.count > i + 1 else {
      event.operation = operation(call, get: .list, post: .jobCreate)
      return
    }
    call.setJob(i + 1, &segments, into: &event)
    guard segments.isWord(i + 2, "batch") else {
      event.operation = operation(call, get: .jobStatus, post: .jobStatus)
      return
    }
    segments.mark(i + 3, .id)
    let part = segments[i + 4]
    if part.isWord("result") {
      event.operation = .jobResults
      // Only query jobs have result files of their own behind a batch.
      if segments.count > i + 5 {
        segments.mark(i + 5, .id)
        event.flags.insert(.bulkQuery)
      }
    } else if part.isWord("request") {
      event.operation = .read
    } else if segments.count > i + 3 {
      event.operation = operation(call, get: .jobStatus, post: .jobStatus)
    } else {
      event.operation = operation(call, get: .jobStatus, post: .jobData)
    }
  }

  /// Closing or aborting a job (PATCH, or POST in Bulk 1) counts as its status being handled.
  private static func operation(
    _ call: borrowing PathCall, get: Operation, post: Operation
  ) -> Operation {
    switch call.method {
    case .get, .head: get
    case .post: post
    case .put: .jobData
    case .patch: .jobStatus
    case .delete: .jobDelete
    case .none, .options, .other: .other
    }
  }
}
