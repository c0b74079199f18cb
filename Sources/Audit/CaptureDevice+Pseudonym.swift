import Digest
import Records

extension CaptureDevice {
    /// The pseudonym of a camera, else of a salesperson: the first ten hex digits of a SHA-256. It is the same wherever the same
    /// camera or name turns up, so that branches can be compared; who has the name can find its pseudonym again.
    /// - Parameters:
    ///   - body: `readBody` of the photo.
    ///   - staff: as the path names them.
    init?(body: String?, staff: String?) {
        func pseudonym(_ source: Source, _ text: String) -> CaptureDevice {
            let digest = SHA256Digest.hex(of: Array("sightline \(source.rawValue)\n\(text)".utf8))
            return CaptureDevice(id: "\(source.rawValue)-\(digest.prefix(10))", source: source)
        }
        if let body {
            self = pseudonym(.serial, body)
        } else if let staff, !staff.isEmpty {
            self = pseudonym(.staff, staff)
        } else {
            return nil
        }
    }
}
