import SecurityModel

extension FindingStatus {
  /// The number under which stores keep it; never change one.
  var code: Int64 {
    switch self {
    case .new: 0
    case .acknowledged: 1
    case .inProgress: 2
    case .suppressed: 3
    case .closed: 4
    }
  }

  /// The status of a stored number; new for one that isn't known.
  init(code: Int64) {
    self = Self.allCases.first { $0.code == code } ?? .new
  }

  /// True while somebody still has to deal with it.
  var isOpen: Bool { self == .new || self == .acknowledged || self == .inProgress }
}
