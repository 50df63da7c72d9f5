import SecurityModel

/// The fields whose values are lists or objects. The scanner has checked their syntax already, so
/// a failure here can't happen; the loops just end.
extension NativeJSONFields {
  /// `objects`: a list of texts, or a single one.
  @inline(never)
  func readObjects(into event: inout APIEvent) {
    forEachText(token(.objects)) { bytes, isSpecial in
      let known = objectNames.reading(of: bytes) {
        .init(
          symbol: context.symbol(bytes), isHostile: isSpecial && HostileText.isPresent(in: bytes))
      }
      guard let known else {
        event.addObject(symbol(bytes, isSpecial: isSpecial, &event))
        return
      }
      event.addObject(known.symbol)
      if known.isHostile { event.flags.insert(.hostileText) }
    }
  }

  /// `scopes`: a list of texts, or one with blanks between them.
  @inline(never)
  func readScopes(into event: inout APIEvent) {
    forEachText(token(.scopes)) { bytes, isSpecial in
      if isSpecial, HostileText.isPresent(in: bytes) { event.flags.insert(.hostileText) }
      scopes.add(bytes, context)
    }
    event.scopes = scopes.take(context)
  }

  /// `fields`: only their number matters here, and whether one stands for all.
  @inline(never)
  func readFields(into event: inout APIEvent) {
    let list = token(.fields)
    // So few that they can't be many, and none that stands for all of them.
    if list.count <= 4 * QueryReader.wideFieldCount {
      let bytes = list.bytes(in: record)
      guard let base = bytes.baseAddress,
        ByteScan.isAny(0x28, or: 0x2A, or: 0x5C, in: base, count: bytes.count)
      else { return }
    }
    var count = 0
    forEachText(list) { bytes, _ in
      count += 1
      if bytes.startsWith("fields(") || (bytes.count == 1 && bytes[0] == 0x2A) {
        event.flags.insert(.queryWide)
      }
    }
    if count > QueryReader.wideFieldCount { event.flags.insert(.queryWide) }
  }

  /// `limits`: `{"DailyApiRequests": {"used": 41, "max": 15000}}`.
  @inline(never)
  func readLimits(into event: inout APIEvent) {
    forEachMember(token(.limits)) { name, value in
      guard value.kind == .object, name.isWord("dailyapirequests") else { return }
      forEachMember(value) { name, value in
        if name.isWord("used") {
          event.limitUsed = NumberText.count(text(value))
        } else if name.isWord("max") {
          event.limitMaximum = NumberText.count(text(value))
        }
      }
    }
  }

  /// `headers`: one that names a secret gives the token, should the record have none.
  ///
  /// Most clients send the same harmless ones with every call.
  @inline(__always)
  func readHeaders(into event: inout APIEvent) {
    harmlessHeaders.look(through: token(.headers).bytes(in: record)) {
      let had = event.flags.contains(.carriedSecret)
      event.flags.remove(.carriedSecret)
      lookForSecrets(token(.headers), into: &event)
      let isHarmless = !event.flags.contains(.carriedSecret)
      if had { event.flags.insert(.carriedSecret) }
      return isHarmless
    }
  }

  @inline(never)
  private func lookForSecrets(_ headers: JSONToken, into event: inout APIEvent) {
    forEachMember(headers) { name, value in
      guard value.kind == .string else { return }
      let kind = SecretNames.kind(of: name)
      let bytes = text(value)
      if bytes.isEmpty { return }
      let secret = SecretNames.withoutScheme(bytes)
      guard
        QueryString.isSecret(kind, secret) || SecretNames.isBearer(bytes)
          || name.isWord("cookie") || name.isWord("set-cookie")
      else { return }
      event.flags.insert(.carriedSecret)
      if kind == .caller, event.token == 0 { event.token = context.secretHash(secret) }
    }
  }

  func readDedupKey(into event: inout APIEvent) {
    let digits = text(.dedupKey)
    guard digits.count == 16 else { return }
    var key: UInt64 = 0
    for byte in digits {
      guard let digit = byte.hexValue else { return }
      key = key << 4 | UInt64(digit)
    }
    event.dedupKey = key
    event.flags.insert(.dedup)
  }

  /// Gives each text of a list, or the one text that stands in its place; at most 1,000.
  private func forEachText(
    _ token: JSONToken, _ body: (UnsafeRawBufferPointer, _ isSpecial: Bool) -> Void
  ) {
    guard token.kind == .array else {
      if token.kind == .string { body(text(token), token.isSpecial) }
      return
    }
    guard var scanner = JSONScanner(record, at: Int(token.start)) else { return }
    var rest = 1_000
    do throws(DecodeFailure) {
      guard try scanner.open(0x5B, closing: 0x5D) else { return }
      repeat {
        let element = try scanner.value(depth: 1)
        if element.kind == .string { body(text(element), element.isSpecial) }
        rest -= 1
        if rest == 0 { return }
      } while try scanner.more(closing: 0x5D)
    } catch {
      return
    }
  }

  /// Gives each member of an object, its name as written; at most 1,000.
  private func forEachMember(
    _ token: JSONToken, _ body: (UnsafeRawBufferPointer, JSONToken) -> Void
  ) {
    guard token.kind == .object,
      var scanner = JSONScanner(record, at: Int(token.start))
    else { return }
    var rest = 1_000
    do throws(DecodeFailure) {
      guard try scanner.open(0x7B, closing: 0x7D) else { return }
      repeat {
        let name = try scanner.name()
        body(name.bytes(in: record), try scanner.value(depth: 1))
        rest -= 1
        if rest == 0 { return }
      } while try scanner.more(closing: 0x7D)
    } catch {
      return
    }
  }
}
