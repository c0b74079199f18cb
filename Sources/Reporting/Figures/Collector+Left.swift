import Foundation
import Ledger
import Records

extension Collector {
    private struct Place: Hashable {
        var drop: DropID
        var path: PathBytes
    }

    /// Records of the period that count no longer: those taken back by hand, with the reason, and those whose photos
    /// count at another path.
    mutating func finishLeft() throws {
        var withdrawals: [Place: Withdrawal] = [:]
        for one in try ledger.withdrawals() { withdrawals[Place(drop: one.drop, path: one.path)] = one }
        var gone = report.summary.gone
        try ledger.departedPhotos(on: days) { photo in
            let place = photo.place
            guard book.includes(place.store) else { return }
            let found = withdrawals[Place(drop: place.drop, path: place.path)]
            guard let withdrawal = found, withdrawal.sha256 == photo.sha256 else {
                gone.moved += 1
                return
            }
            gone.withdrawn += 1
            guard gone.listed.count < Self.listedPhotos else { return }
            gone.listed.append(
                .init(
                    storeId: place.store.map { book[$0].id }, date: "\(visitDay(place))", path: place.path.escaped,
                    why: withdrawal.why, withdrawn: rfc3339(instant(withdrawal.time))))
        }
        report.summary.gone = gone
    }
}
