/// What is known of shop fixtures before looking at a photo: mean and one standard deviation, in cabinet widths and
/// radians unless a name says otherwise.
///
/// Learned on the 56 stores of fieldset/train (cabinets 1.1–2.5 m wide); widened where other stores may differ.
package enum FixturePriors {
    package struct Normal {
        package var mean: Double
        var sigma: Double
    }

    /// Natural logarithm of the focal length in units of the photo's longer side: 26 mm on 36 mm film, phones' main
    /// lens, with room for other lenses and cropped photos.
    static let logFocal = Normal(mean: -0.3254, sigma: 0.2)
    /// The same where the EXIF states the 35-mm equivalent; makers disagree whether the side or the diagonal counts.
    static let logFocalExifSigma = 0.05
    package static let radial = Normal(mean: 0.005, sigma: 0.02)
    static let roll = Normal(mean: 0, sigma: 0.07)
    static let pitch = Normal(mean: 0, sigma: 0.2)
    /// Natural logarithm of the cabinet's height.
    static let logCabinetHeight = Normal(mean: -0.7, sigma: 0.4)
    /// Depth of the top ad's plane behind the cabinet's front.
    package static let topAdDepth = Normal(mean: 0.003, sigma: 0.02)
    /// Depth of the vertical CDU ads' plane behind the cabinet's front (negative: before it).
    package static let verticalDepth = Normal(mean: 0.05, sigma: 0.05)
    /// From the cabinet's side to the near edge of the vertical CDU ad.
    static let verticalGap = Normal(mean: 0.065, sigma: 0.033)
    /// Natural logarithm of a vertical CDU ad's width.
    static let logVerticalWidth = Normal(mean: -1.7, sigma: 0.3)
    /// The two vertical CDU ads stand this symmetric (sum of their x) and this level (difference of their y).
    static let verticalAsymmetry = Normal(mean: 0, sigma: 0.013)
    static let verticalLevel = Normal(mean: 0, sigma: 0.02)
    /// Panels hang straight, apart from the few that do not.
    static let tilt = Normal(mean: 0, sigma: 0.05)
}
