import Records

/// A PDQ hash as four words, one for each parity of the vertical and horizontal frequency, so that mirroring a photo turns
/// whole words over: three orientations more cost four additions and no counting.
///
/// Word 2 × (row is odd) + (column is odd), rows and columns of the 16 × 16 frequencies counted from 0; in it, bit
/// 8 × (row / 2) + column / 2. A row counted from 0 holds the frequency one higher, so an even row changes its sign where
/// the photo is mirrored top to bottom.
struct HashBits: Hashable, Sendable {
    var words: (UInt64, UInt64, UInt64, UInt64)

    init(_ words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// From the bit of each frequency, row by row.
    init(_ isSet: (_ row: Int, _ column: Int) -> Bool) {
        var all: [UInt64] = [0, 0, 0, 0]
        for row in 0..<16 {
            for column in 0..<16 where isSet(row, column) {
                all[2 * (row & 1) + (column & 1)] |= 1 << UInt64(8 * (row >> 1) + column >> 1)
            }
        }
        words = (all[0], all[1], all[2], all[3])
    }

    /// From the 32 bytes of a hash as it is written in hex: the first frequency is the last bit.
    init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init { row, column in
            let place = 16 * row + column
            return bytes[31 - place / 8] >> UInt8(place % 8) & 1 == 1
        }
    }

    /// From 16 × 16 frequencies, each held against their median (of an even count, the lower one).
    init(spectrum: [Float]) {
        let median = HashBits.smallest(127, of: spectrum)
        var all: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for pair in 0..<64 {
            // Two rows and two columns of the same bit in each word.
            let place = 32 * (pair >> 3) + 2 * (pair & 7)
            let bit: UInt64 = 1 << UInt64(pair)
            if spectrum[place] > median { all.0 |= bit }
            if spectrum[place + 1] > median { all.1 |= bit }
            if spectrum[place + 16] > median { all.2 |= bit }
            if spectrum[place + 17] > median { all.3 |= bit }
        }
        words = all
    }

    /// The value with this many before it in order (Hoare's selection: a photo has 240 spectra, and sorting all of them costs
    /// more than they do).
    private static func smallest(_ place: Int, of values: [Float]) -> Float {
        var values = values
        var (low, high) = (0, values.count - 1)
        while low < high {
            let pivot = values[(low + high) / 2]
            var (i, j) = (low, high)
            while i <= j {
                while values[i] < pivot { i += 1 }
                while values[j] > pivot { j -= 1 }
                if i <= j {
                    values.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if place <= j { high = j } else if place >= i { low = i } else { break }
        }
        return values[place]
    }

    /// Bits in which two hashes differ, 0…256.
    func distance(to other: HashBits) -> Int {
        (words.0 ^ other.words.0).nonzeroBitCount + (words.1 ^ other.words.1).nonzeroBitCount
            + (words.2 ^ other.words.2).nonzeroBitCount + (words.3 ^ other.words.3).nonzeroBitCount
    }

    /// The hash of the photo turned by an orientation that swaps no sides, but for the few bits next to the median.
    func turnedOver(_ orientation: Turn) -> HashBits {
        let (x, y) = (orientation.mirrorsX ? UInt64.max : 0, orientation.mirrorsY ? UInt64.max : 0)
        return HashBits((words.0 ^ x ^ y, words.1 ^ y, words.2 ^ x, words.3))
    }

    static func == (a: HashBits, b: HashBits) -> Bool { a.words == b.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

/// One of the eight ways to turn and mirror a picture: rows and columns are swapped first, then it is mirrored.
struct Turn: Hashable, Sendable {
    var swapsSides: Bool
    /// Left to right.
    var mirrorsX: Bool
    /// Top to bottom.
    var mirrorsY: Bool

    /// Those that swap no sides come first; the first changes nothing.
    static let all = [false, true].flatMap { swaps in
        [(false, false), (true, false), (false, true), (true, true)].map {
            Turn(swapsSides: swaps, mirrorsX: $0.0, mirrorsY: $0.1)
        }
    }

    static let none = Turn(swapsSides: false, mirrorsX: false, mirrorsY: false)

    /// What undoes it.
    var inverse: Turn { swapsSides ? Turn(swapsSides: true, mirrorsX: mirrorsY, mirrorsY: mirrorsX) : self }

    /// The spectrum (16 × 16) of the picture turned so.
    func applied(toSpectrum spectrum: [Float]) -> [Float] {
        var turned = spectrum
        for row in 0..<16 {
            for column in 0..<16 {
                let value = swapsSides ? spectrum[16 * column + row] : spectrum[16 * row + column]
                let flips = (mirrorsX && column & 1 == 0) != (mirrorsY && row & 1 == 0)
                turned[16 * row + column] = flips ? -value : value
            }
        }
        return turned
    }

    /// A square picture turned so.
    func applied<Value>(to picture: [Value], side: Int) -> [Value] {
        guard self != .none else { return picture }
        var turned = picture
        for y in 0..<side {
            for x in 0..<side {
                let (u, v) = (mirrorsX ? side - 1 - x : x, mirrorsY ? side - 1 - y : y)
                turned[y * side + x] = swapsSides ? picture[u * side + v] : picture[v * side + u]
            }
        }
        return turned
    }

    /// A frame in units of the picture's sides, turned so.
    func applied(to box: Box) -> Box {
        var turned = swapsSides ? Box(box.y0, box.x0, box.y1, box.x1) : box
        if mirrorsX { turned = Box(1 - turned.x1, turned.y0, 1 - turned.x0, turned.y1) }
        if mirrorsY { turned = Box(turned.x0, 1 - turned.y1, turned.x1, 1 - turned.y0) }
        return turned
    }

    func applied(to size: Size) -> Size {
        swapsSides ? Size(width: size.height, height: size.width) : size
    }
}
