import Records

/// Average precision and recall exactly as pycocotools' `COCOeval` computes them for boxes.
///
/// Source: github.com/cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py and common/maskApi.c (`bbIou`): ten IoU
/// thresholds, 101 recall points, at most 100 detections per photo and label, ignored truth matched last and freely.
struct COCOMetrics {
    /// One photo's share of one label, in pycocotools' terms.
    struct Case {
        var detections: [(score: Double, box: Box)]
        var truth: [(box: Box, ignored: Bool, crowd: Bool)]
    }

    struct LabelResult {
        /// By IoU threshold, then recall point; nil where the label has no truth that counts.
        var precision: [[Double]]?
        /// By number of detections allowed (1, 10, 100), then IoU threshold.
        var recall: [Int: [Double]]?

        var averagePrecision: Double? { precision.map { mean($0.flatMap { $0 }) } }
        var averagePrecision50: Double? { precision.map { mean($0[0]) } }
        func averageRecall(_ allowed: Int) -> Double? { recall?[allowed].map(mean) }
    }

    static let allowances = [1, 10, 100]
    /// `numpy.linspace(.5, .95, 10)` to the last bit.
    static let iouThresholds: [Double] = linspace(0.5, 0.95, 10)
    /// `numpy.linspace(0, 1, 101)` to the last bit.
    static let recallPoints: [Double] = linspace(0, 1, 101)

    /// One label's result from its photos, in the order of their ids.
    static func evaluate(_ cases: [Case]) -> LabelResult {
        let counted = cases.reduce(0) { $0 + $1.truth.filter { !$0.ignored }.count }
        guard counted > 0 else { return LabelResult(precision: nil, recall: nil) }
        let matched = cases.filter { !$0.detections.isEmpty || !$0.truth.isEmpty }.map(match)
        var result = LabelResult(precision: [], recall: [:])
        for allowed in allowances {
            var recalls: [Double] = []
            for t in iouThresholds.indices {
                let ranked = rank(matched.flatMap { $0[t].prefix(allowed) })
                let curve = accumulate(ranked, counted: counted)
                recalls.append(curve.recall)
                if allowed == allowances.last { result.precision?.append(curve.precision) }
            }
            result.recall?[allowed] = recalls
        }
        return result
    }

    /// How one detection fared.
    struct Outcome {
        var score: Double
        var hit: Bool
        var ignored: Bool
    }

    /// `evaluateImg`: by IoU threshold, the photo's detections most confident first.
    private static func match(_ one: Case) -> [[Outcome]] {
        let truth = one.truth.filter { !$0.ignored } + one.truth.filter(\.ignored)
        let detections = Array(
            stableSorted(one.detections) { $0.score > $1.score }.prefix(allowances.last ?? 100))
        let overlaps = detections.map { d in truth.map { overlap(d.box, $0.box, crowd: $0.crowd) } }
        return iouThresholds.map { threshold in
            var taken = [Bool](repeating: false, count: truth.count)
            return detections.indices.map { d in
                var best = min(threshold, 1 - 1e-10)
                var match: Int?
                for g in truth.indices {
                    if taken[g] && !truth[g].crowd { continue }
                    if let match, !truth[match].ignored, truth[g].ignored { break }
                    if overlaps[d][g] < best { continue }
                    best = overlaps[d][g]
                    match = g
                }
                guard let match else { return Outcome(score: detections[d].score, hit: false, ignored: false) }
                taken[match] = true
                return Outcome(score: detections[d].score, hit: true, ignored: truth[match].ignored)
            }
        }
    }

    private static func rank(_ outcomes: [Outcome]) -> [Outcome] {
        stableSorted(outcomes) { $0.score > $1.score }.filter { !$0.ignored }
    }

    /// Precision at the recall points, made monotone from the right, and the final recall.
    static func accumulate(_ ranked: [Outcome], counted: Int) -> (precision: [Double], recall: Double) {
        var hits = 0.0
        var falseOnes = 0.0
        var recalls: [Double] = []
        var precisions: [Double] = []
        for outcome in ranked {
            if outcome.hit { hits += 1 } else { falseOnes += 1 }
            recalls.append(hits / Double(counted))
            precisions.append(hits / (falseOnes + hits + Double.ulpOfOne))
        }
        for i in stride(from: precisions.count - 1, to: 0, by: -1) where precisions[i] > precisions[i - 1] {
            precisions[i - 1] = precisions[i]
        }
        var k = 0
        let sampled = recallPoints.map { point in
            while k < recalls.count, recalls[k] < point { k += 1 }
            return k < recalls.count ? precisions[k] : 0
        }
        return (sampled, recalls.last ?? 0)
    }

    /// `bbIou` of maskApi.c, from x, y, width, height; over a crowd region only the detection's own area counts.
    private static func overlap(_ d: Box, _ g: Box, crowd: Bool) -> Double {
        let w = min(d.x1, g.x1) - max(d.x0, g.x0)
        let h = min(d.y1, g.y1) - max(d.y0, g.y0)
        guard w > 0, h > 0 else { return 0 }
        let shared = w * h
        let own = d.width * d.height
        return shared / (crowd ? own : own + g.width * g.height - shared)
    }

    private static func linspace(_ start: Double, _ stop: Double, _ count: Int) -> [Double] {
        let step = (stop - start) / Double(count - 1)
        return (0..<count).map { $0 == count - 1 ? stop : Double($0) * step + start }
    }
}

/// Mean of a list; 0 for an empty one.
func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

/// Sorted with equal elements in their old order, as numpy's mergesort.
func stableSorted<Element>(_ list: [Element], by before: (Element, Element) -> Bool) -> [Element] {
    list.enumerated().sorted { a, b in
        if before(a.element, b.element) { return true }
        if before(b.element, a.element) { return false }
        return a.offset < b.offset
    }.map(\.element)
}
