@preconcurrency import Dispatch
import Foundation
import Runtime

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop after the running commit.
final class StopSignals {
  private var sources: [any DispatchSourceSignal] = []

  init(_ stop: StopFlag) {
    let queue = DispatchQueue(label: "crmwatch.signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { stop.set() }
      source.resume()
      sources.append(source)
    }
    // A reader that goes away (`| head`) must end in an error of write, not in death.
    signal(SIGPIPE, SIG_IGN)
  }

  func cancel() { for source in sources { source.cancel() } }
}
