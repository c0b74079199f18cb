import Drops
import Foundation
import Ledger
import Records
import Settings
import SystemCalls
import TestSupport
import Testing

@testable import Watching

@Suite struct DropStateTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// A folder's probe, changed as the case needs.
    private func probe(marker: Bool = false, mounted: Bool = false, empty: Bool = false) throws -> DropProbe {
        try Fixtures.withTemporaryFolder { folder in
            var identity = try DropIdentity(of: PathBytes(folder.path))
            identity.hasMarker = marker
            return DropProbe(identity: identity, isMountPoint: mounted, isEmpty: empty)
        }
    }

    @Test func aRequiredMarkerThatIsMissingIsAnAbsence() throws {
        var state = DropState.unseen
        check(
            state.note(try probe(), marker: .required, knowsPhotos: false, now: now) == .left(.markerMissing))
        check(!state.isUp)
        check(state.note(try probe(marker: true), marker: .required, knowsPhotos: true, now: now) == .came)
        check(state.note(try probe(marker: true), marker: .required, knowsPhotos: true, now: now) == nil)
    }

    @Test func aMarkerOnceSeenIsMissed() throws {
        var state = DropState.unseen
        check(state.note(try probe(marker: true), marker: .optional, knowsPhotos: true, now: now) == .came)
        check(
            state.note(try probe(), marker: .optional, knowsPhotos: true, now: now) == .left(.markerMissing))
        // Still missed after the absence was noted.
        check(state.note(try probe(), marker: .optional, knowsPhotos: true, now: now) == nil)
        check(state.note(try probe(marker: true), marker: .optional, knowsPhotos: true, now: now) == .came)
    }

    @Test func aMountThatTurnsIntoAFolderIsAnAbsence() throws {
        var state = DropState.unseen
        check(state.note(try probe(mounted: true), marker: .optional, knowsPhotos: false, now: now) == .came)
        check(state.note(try probe(), marker: .optional, knowsPhotos: false, now: now) == .left(.unmounted))
        check(state.note(try probe(mounted: true), marker: .optional, knowsPhotos: false, now: now) == .came)
    }

    @Test func anEmptyFolderWherePhotosAreKnownIsAnAbsence() throws {
        var state = DropState.unseen
        check(
            state.note(try probe(empty: true), marker: .optional, knowsPhotos: true, now: now) == .left(.emptied))
        var fresh = DropState.unseen
        check(fresh.note(try probe(empty: true), marker: .optional, knowsPhotos: false, now: now) == .came)
    }

    @Test func hangingEndsWithTheNextAnswer() throws {
        var state = DropState.unseen
        _ = state.note(try probe(marker: true), marker: .required, knowsPhotos: true, now: now)
        check(state.noteHanging(now: now) == .left(.hanging))
        check(state.noteHanging(now: now) == nil)
        check(state.note(try probe(marker: true), marker: .required, knowsPhotos: true, now: now) == .came)
        let stale = SystemError(.stat, code: 116, path: nil)
        check(state.note(stale, now: now) == .left(.unreachable(stale)))
    }
}
