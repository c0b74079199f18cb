public import Drops
public import Foundation
import Records
public import Settings
public import SystemCalls

/// How a drop is: a mount that is gone is a state, never a change in what it holds. Pure.
///
/// Whatever happens to a drop, its photos keep their states in the ledger; what was claimed stays pending, and when the
/// drop is back nothing that is known is read again.
public enum DropState: Sendable, Equatable {
    /// Why a drop is not there.
    public enum Absence: Sendable, Equatable {
        /// The root cannot be probed.
        case unreachable(SystemError)
        /// A call to the drop did not return in time.
        case hanging
        case markerMissing
        /// It was a mount, and its folder is none now.
        case unmounted
        /// Photos are known of it, and it is empty.
        case emptied
    }

    /// Not probed yet.
    case unseen
    case up(since: Date, DropProbe)
    case gone(since: Date, Absence, last: DropProbe?)

    /// What is to be logged.
    public enum Change: Sendable, Equatable {
        case came
        case left(Absence)
    }

    /// The drop is there.
    public var isUp: Bool { if case .up = self { true } else { false } }

    private var last: DropProbe? {
        switch self {
        case .unseen: nil
        case .up(_, let probe): probe
        case .gone(_, _, let last): last
        }
    }

    /// Takes in a probe.
    /// - Parameter knowsPhotos: the ledger holds paths of this drop.
    public mutating func note(
        _ probe: DropProbe, marker: Configuration.WatchedDrop.Marker, knowsPhotos: Bool, now: Date
    ) -> Change? {
        if let absence = absence(probe, marker, knowsPhotos) { return leave(absence, now) }
        let came = !isUp
        if case .up(let since, _) = self {
            self = .up(since: since, probe)
        } else {
            self = .up(since: now, probe)
        }
        return came ? .came : nil
    }

    /// The root could not be probed.
    public mutating func note(_ error: SystemError, now: Date) -> Change? { leave(.unreachable(error), now) }

    /// The probe did not return in time.
    public mutating func noteHanging(now: Date) -> Change? { leave(.hanging, now) }

    private func absence(
        _ probe: DropProbe, _ marker: Configuration.WatchedDrop.Marker, _ knowsPhotos: Bool
    ) -> Absence? {
        if probe.identity.hasMarker { return nil }
        if marker == .required || last?.identity.hasMarker == true { return .markerMissing }
        if last?.isMountPoint == true, !probe.isMountPoint { return .unmounted }
        return probe.isEmpty && knowsPhotos ? .emptied : nil
    }

    private mutating func leave(_ absence: Absence, _ now: Date) -> Change? {
        if case .gone(let since, let former, let last) = self {
            self = .gone(since: since, absence, last: last)
            return former == absence ? nil : .left(absence)
        }
        self = .gone(since: now, absence, last: last)
        return .left(absence)
    }
}

extension DropState.Absence {
    /// For metrics and machines.
    public var code: String {
        switch self {
        case .unreachable: "unreachable"
        case .hanging: "hanging"
        case .markerMissing: "marker_missing"
        case .unmounted: "unmounted"
        case .emptied: "emptied"
        }
    }

    /// What happened and what to do.
    public func message(_ drop: Drop) -> String {
        let root = drop.root.escaped
        switch self {
        case .unreachable(let error): return "\(error); its photos stay as they are until it is back"
        case .hanging: return "\(root) does not answer: is its server there? Its photos stay pending until it answers"
        case .markerMissing:
            return
                "\(root) has no \(DropIdentity.markerName.escaped): it is not mounted, or the marker was never made; "
                + "with the drop mounted run: touch '\(root)/\(DropIdentity.markerName.escaped)'"
        case .unmounted: return "\(root) was a mount and is none now: mount it again"
        case .emptied: return "\(root) is empty, though photos of it are known: mount it again"
        }
    }
}
