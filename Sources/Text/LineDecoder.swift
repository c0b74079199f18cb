/// From the probabilities of each step to a text: the likeliest class of each step, repeats taken once, class 0 left out
/// (Graves et al. 2006, best path decoding).
enum LineDecoder {
    /// - Parameter values: steps × classes.
    /// - Returns: the characters, the step at which each begins, and their mean probability; 0 for none.
    static func decode(
        _ values: UnsafePointer<Float>, steps: Int, classes: Int, characters: [String]
    ) -> (characters: [String], steps: [Int], confidence: Double) {
        var (text, places, last, sum): ([String], [Int], Int, Double) = ([], [], 0, 0)
        for step in 0..<steps {
            let row = values + step * classes
            var (best, most) = (0, -Float.infinity)
            for index in 0..<classes where row[index] > most { (best, most) = (index, row[index]) }
            if best != 0, best != last, best < characters.count {
                text.append(characters[best])
                places.append(step)
                sum += Double(most)
            }
            last = best
        }
        return (text, places, text.isEmpty ? 0 : min(1, max(0, sum / Double(text.count))))
    }
}
