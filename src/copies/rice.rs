//! Rice coding: ascending numbers in few bits each. The difference of each number from the one before is written as a quotient,
//! in that many one bits and a zero bit, and a remainder of fixed width.

/// Returns the width of remainders in bits. It is near the logarithm of the mean difference of `count` numbers below 2¹⁶.
fn width(count: usize) -> u32 {
    ((1 << 16) / count.max(1)).checked_ilog2().unwrap_or(0).min(15)
}

/// Appends `numbers`, packed, to `words`. Differences are taken modulo 2¹⁶, so numbers that are not ascending are kept too.
pub(super) fn encode(numbers: &[u16], words: &mut Vec<u64>) {
    let width = width(numbers.len());
    let (mut word, mut used, mut before) = (0_u64, 0_u32, 0_u16);
    let mut push = |value: u64, bits: u32| {
        word |= value << used;
        if used + bits >= u64::BITS {
            words.push(word);
            word = value.checked_shr(u64::BITS - used).unwrap_or(0);
        }
        used = (used + bits) % u64::BITS;
    };
    for &number in numbers {
        let difference = u64::from(number.wrapping_sub(before));
        before = number;
        for _ in 0..difference >> width {
            push(1, 1);
        }
        push(0, 1);
        push(difference & ((1 << width) - 1), width);
    }
    if used > 0 {
        words.push(word);
    }
}

/// Returns the `count` numbers that [`encode`] packed in `words`; `None` if there are fewer.
pub(super) fn decode(words: &[u64], count: usize) -> Option<Vec<u16>> {
    let width = width(count);
    // A number takes at least one bit.
    if count > words.len() * u64::BITS as usize {
        return None;
    }
    let bits_at = |at: usize| {
        let (index, shift) = (at / 64, at % 64);
        let low = words.get(index)? >> shift;
        let high = if shift > 0 { words.get(index + 1).copied().unwrap_or(0) << (64 - shift) } else { 0 };
        Some(low | high)
    };
    let (mut numbers, mut at, mut before) = (Vec::with_capacity(count), 0, 0_u16);
    for _ in 0..count {
        let mut quotient = 0;
        loop {
            let ones = bits_at(at)?.trailing_ones();
            quotient += ones;
            at += ones as usize;
            if ones < u64::BITS {
                break;
            }
        }
        at += 1;
        let rest = if width > 0 { bits_at(at)? & ((1 << width) - 1) } else { 0 };
        at += width as usize;
        let difference = quotient.checked_shl(width).filter(|_| quotient >> (16 - width) == 0)?;
        before = before.wrapping_add(difference as u16 | rest as u16);
        numbers.push(before);
    }
    (at <= words.len() * u64::BITS as usize).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_read_back(mut numbers in prop::collection::vec(any::<u16>(), 0..400), sorted in any::<bool>()) {
            if sorted {
                numbers.sort_unstable();
            }
            let mut words = Vec::new();
            encode(&numbers, &mut words);
            prop_assert_eq!(decode(&words, numbers.len()), Some(numbers));
        }

        #[test]
        fn damaged_words_are_no_panic(words in prop::collection::vec(any::<u64>(), 0..20), count in 0_usize..2000) {
            let _ = decode(&words, count);
        }
    }

    #[test]
    fn ascending_numbers_take_few_bits() {
        let numbers: Vec<u16> = (0..90).map(|number: u16| number * 700).collect();
        let mut words = Vec::new();
        encode(&numbers, &mut words);
        assert!(words.len() * 64 < numbers.len() * 12, "{} words", words.len());
        assert_eq!(decode(&words[1..], numbers.len()), None);
    }
}
