import Foundation

/// How often the machine is right in the field, estimated from the random share of what people reviewed.
///
/// A stratum is a region. Each photo of it had the same chance to be in the sample; strata count by their size.
public struct FieldAccuracy: Hashable, Sendable, Codable {
    /// What was asked of one stratum's photos.
    public struct Stratum: Hashable, Sendable {
        /// Photos that there are.
        public var size: Int
        /// Of these, looked at for the sample.
        public var sampled: Int
        /// Of these, the machine was right.
        public var right: Int

        public init(size: Int, sampled: Int, right: Int) {
            self.size = size
            self.sampled = sampled
            self.right = right
        }
    }

    /// Share of photos in which the machine is right, 0…1.
    public var share: Double
    /// The 95 % interval.
    public var low: Double
    public var high: Double
    public var sampled: Int
    /// Photos of the strata that have a sample; nothing is said of the others.
    public var photos: Int

    /// nil without a sample.
    ///
    /// The stratified estimate and its variance with the correction for finite populations (Cochran, Sampling Techniques,
    /// 3rd edition, §5.3 to 5.6), turned into an interval that holds near 0 and 1 too: Wilson's, at the sample size that a
    /// plain sample of the same variance would have (Dean and Pagano, Statistical Science 30, 2015).
    public init?(_ strata: [Stratum]) {
        let used = strata.filter { $0.sampled > 0 && $0.size > 0 }
        let total = Double(used.reduce(0) { $0 + max($1.size, $1.sampled) })
        guard total > 0 else { return nil }
        var (share, variance, plain) = (0.0, 0.0, 0.0)
        for stratum in used {
            let (size, count) = (Double(max(stratum.size, stratum.sampled)), Double(stratum.sampled))
            let weight = size / total
            let rate = Double(stratum.right) / count
            // Half a success more on each side keeps a stratum without a mistake from claiming that it has no variance.
            let smooth = (Double(stratum.right) + 0.5) / (count + 1)
            share += weight * rate
            variance += weight * weight * smooth * (1 - smooth) / count * max(0, 1 - count / size)
            plain += weight * smooth
        }
        sampled = used.reduce(0) { $0 + $1.sampled }
        photos = Int(total)
        self.share = share
        guard variance > 0 else {
            (low, high) = (share, share)
            return
        }
        let size = plain * (1 - plain) / variance
        let z = 1.959964
        let centre = (share + z * z / (2 * size)) / (1 + z * z / size)
        let half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
        (low, high) = (max(0, centre - half), min(1, centre + half))
    }
}
