import Compliance
import Records

extension Policy.PhotoRules {
    /// What is said of a photo's quality, in a fixed order.
    /// - Returns: `excuse`: what was not found in such a photo is not called missing.
    func findings(_ quality: PhotoQuality) -> (findings: [Finding], excuse: Bool) {
        var found: [Finding] = []
        if quality.brightness < brightnessMinimum {
            found.append(FindingCode.photoTooDark.finding(tooDark, value: quality.brightness, limit: brightnessMinimum))
        }
        if let limit = overexposedLimit, let share = quality.overexposed, share > limit {
            found.append(FindingCode.photoOverexposed.finding(overexposed, value: share, limit: limit))
        }
        if let blur = blurFinding(quality) {
            found.append(blur)
        } else if let limit = coveredLimit, let share = quality.covered, share > limit {
            // In a blurred photo everything ends without a sharp outline.
            found.append(FindingCode.lensCovered.finding(covered, value: share, limit: limit))
        }
        if quality.truncated {
            found.append(FindingCode.photoTruncated.finding(truncated))
        } else if let row = quality.damagedFromRow {
            found.append(FindingCode.photoDamaged.finding(truncated, value: Double(row)))
        }
        let excuse = !found.isEmpty
        if let limit = tiltLimit, let tilt = quality.tilt, abs(tilt) > limit {
            found.append(FindingCode.cameraTilted.finding(tilted, value: tilt, limit: limit))
        }
        return (found, excuse)
    }

    /// What was examined before blur was measured is judged by its sharpness.
    private func blurFinding(_ quality: PhotoQuality) -> Finding? {
        guard let limit = blurLimit, let blur = quality.blur else {
            guard quality.sharpness < sharpnessMinimum else { return nil }
            return FindingCode.photoBlurred.finding(blurred, value: quality.sharpness, limit: sharpnessMinimum)
        }
        guard blur > limit else { return nil }
        let code: FindingCode = (quality.motion ?? 0) > motionLimit ? .photoShaken : .photoBlurred
        return code.finding(blurred, value: blur, limit: limit)
    }

    /// What is said of where a photo was taken from, by its cabinet.
    func findings(_ cabinet: CabinetMeasure) -> [Finding] {
        var found: [Finding] = []
        if let least = cabinetMinimum, cabinet.width < least {
            found.append(FindingCode.takenTooFar.finding(tooFar, value: cabinet.width, limit: least))
        } else if let most = cabinetMaximum, cabinet.width > most {
            found.append(FindingCode.takenTooNear.finding(tooNear, value: cabinet.width, limit: most))
        }
        if let least = cabinetInPhotoMinimum, cabinet.shareInPhoto < least {
            found.append(FindingCode.cabinetCutOff.finding(cutOff, value: cabinet.shareInPhoto, limit: least))
        }
        return found
    }
}
