import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a program to its end without handing it a descriptor of ours.
///
/// Foundation's `Process` lets children inherit what other threads have open. A tmux server would
/// keep those pipes open for as long as it lives, and whoever reads one waits for its end for ever.
enum Command {
  struct Outcome {
    var code: Int32
    var output: String
  }

  struct Unstartable: Error {
    var program: String
    var error: Int32
  }

  /// Starts `program`, waits for it, and gives its exit code and what it wrote to both outputs.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String]
  ) throws -> Outcome {
    // A file, not a pipe: it has an end even while a grandchild still holds it.
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("crmwatch-output-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let identifier = try spawn(program, arguments, environment, output: file.path)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    let output = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    return Outcome(code: code, output: output)
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String], output: String
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // The threads that tests run on block signals, and children inherit that: without this a server
    // could not even be told to end.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    #if canImport(Darwin)
      flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
      // `…_addclosefrom_np` is not in Swift's Glibc. Closing what isn't open is no error here; the
      // margin is for what other threads open meanwhile.
      let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      let highest = (open ?? []).compactMap { Int32($0) }.max() ?? 255
      for descriptor in 3...(highest + 64) {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    #endif
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup($0.key + "=" + $0.value) } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var identifier: pid_t = 0
    let error = posix_spawn(&identifier, program, &actions, &attributes, words, settings)
    guard error == 0 else { throw Unstartable(program: program, error: error) }
    return identifier
  }
}
