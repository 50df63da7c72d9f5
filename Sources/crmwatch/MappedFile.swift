import Foundation
import Networks

/// Maps files into memory, to be read only.
enum MappedFile {
  /// The bytes of a regular file; nil for what isn't one, or is empty.
  ///
  /// A file that is replaced by renaming stays as it was for who has it mapped; one that is cut
  /// while it is mapped can't be read behind the cut, and the system ends who tries.
  static func open(_ path: String) throws -> DatabaseBytes? {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == EACCES {
        throw Failure(.notPermitted, "\(path) can't be read; check its permissions")
      }
      throw Failure(.noInput, "\(path): \(String(cString: strerror(errno))); check the path")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { return nil }
    let size = Int(status.st_size)
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      address != MAP_FAILED
    else {
      throw Failure(.io, "\(path) can't be mapped: \(String(cString: strerror(errno)))")
    }
    return DatabaseBytes(UnsafeRawBufferPointer(start: address, count: size)) { bytes in
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
  }
}
