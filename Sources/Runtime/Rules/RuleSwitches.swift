import EventSources
import Synchronization

/// Rules that the analyst has switched at the screen, on their way to the pipeline.
///
/// They hold until the process ends; what holds for good stands in the configuration.
public final class RuleSwitches: Sendable {
  private struct Content {
    var wishes: [String: Bool] = [:]
    var isNew = false
    var alarm: Waker?
  }

  private let content = Mutex(Content())

  public init() {}

  /// Switches a rule, named by the id of its findings, and wakes the pipeline.
  public func set(_ detector: String, isOn: Bool) {
    content.withLock {
      $0.wishes[detector] = isOn
      $0.isNew = true
      $0.alarm?.wake()
    }
  }

  /// What was switched since the process began: true is on.
  public var current: [String: Bool] { content.withLock { $0.wishes } }

  /// Connects what wakes the pipeline.
  func attach(_ alarm: Waker) { content.withLock { $0.alarm = alarm } }

  /// The rules that are off, when something was switched since the last call.
  /// - Parameter disabled: those that the configuration switches off.
  func takeChange(to disabled: Set<String>) -> Set<String>? {
    content.withLock {
      guard $0.isNew else { return nil }
      $0.isNew = false
      var result = disabled
      for (detector, isOn) in $0.wishes {
        if isOn { result.remove(detector) } else { result.insert(detector) }
      }
      return result
    }
  }
}
