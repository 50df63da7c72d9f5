import SecurityModel
import Testing

@testable import LogFormats

@Suite struct IdentityMemoTests {
  @Test("grows until its identities have room, and never gives a wrong one")
  func grows() {
    let memo = IdentityMemo(KeyedHash(key0: 1, key1: 2))
    var dice = SeededRandom(9)
    let hashes = (0..<5_000).map { _ in dice.next() | 1 }
    var found = 0
    for round in 0..<12 {
      for (n, hash) in hashes.enumerated() {
        if let known = memo.find(hash) {
          #expect(known.pointee.user == Symbol(index: UInt32(n)))
          if round == 11 { found += 1 }
        } else {
          var identity = Identity()
          identity.user = Symbol(index: UInt32(n))
          memo.store(identity, under: hash)
        }
      }
    }
    #expect(found > 3_500)
  }
}
