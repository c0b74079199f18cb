import Inference
import Records

extension ModelCard {
    /// The first network at one size of the card.
    func declaration(_ size: Size) -> Network.Declaration {
        Network.Declaration(
            input: input.name, size: size,
            outputs: outputs.map {
                Network.Output(
                    name: $0.name, channels: channels, height: size.height / $0.stride, width: size.width / $0.stride,
                    reason: "\(labels.count) labels + \(channels - labels.count) channels at stride \($0.stride) of a "
                        + "\(size.width)x\(size.height) input")
            })
    }
}

extension ModelCard.Panel {
    /// One compiled network takes any number of crops. Measured on one core with four crops: 0.50 ms, against 0.54 ms
    /// for four inferences of one crop and 0.42 ms for a network compiled for just four; one for every number is not
    /// worth its memory. It computes in f32 whatever the first network does.
    var declaration: Network.Declaration {
        Network.Declaration(
            role: "the panel network", input: input, size: size, mostPictures: most,
            outputs: [
                Network.Output(
                    name: output, channels: answers,
                    reason: "8 shifts, 8 deviations and \(logits.count) logits of one crop")
            ])
    }
}

/// A lane's networks; those that are nil are compiled when they are first needed.
struct LaneNetworks {
    /// One place for each size of the card.
    var first: [Network?]
    var panel: Network?
}

/// Ramps of grey, to ask a network whether it answers at all.
enum PlainPicture {
    /// For the first network, letterboxed as a photo is.
    static func fill(_ input: UnsafeMutablePointer<Float>, _ card: ModelCard, _ size: Size) {
        let source = Size(width: 256, height: 64)
        let bytes = (0..<source.width * source.height * 3).map { UInt8($0 / 3 % source.width) }
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = Letterbox(card: card, input: size).fill(input, from: base, size: source)
        }
    }

    /// For one crop of the panel network.
    static func fill(_ input: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { input[index] = Float(index / 3 % 256) }
    }
}
