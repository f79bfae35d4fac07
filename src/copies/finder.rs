//! Finds the copies of many articles: one pass groups the articles by their fingerprints, and each look-up compares few of them.

use std::collections::HashMap;

use super::{Signature, signature::Outline};
use crate::deadline::{Interruption, tick};

/// Maximum number of different signatures with one fingerprint that are all compared with each other. More signatures share
/// the fingerprint of a passage that many articles contain, such as a disclaimer.
const FEW: usize = 1024;

/// Number of signatures with a common fingerprint that all others with it are compared with.
const LEADERS: usize = 32;

/// Signatures of articles, by which the copies of each of them are found.
///
/// Where more than 1,024 different signatures have a fingerprint, two of them are compared only if both agree with the same one
/// of the first 32. So the work for a fingerprint grows with the number of its articles and not with its square. Copies
/// nearly always share other fingerprints as well.
#[derive(Debug, Default)]
pub struct CopyFinder {
    /// The different signatures.
    signatures: Vec<Signature>,
    /// Their outlines.
    outlines: Vec<Outline>,
    /// The signature of each article, as an index.
    of_article: Vec<u32>,
    /// Each signature with each article that has it, ascending.
    articles: Vec<(u32, u32)>,
    /// For each signature, the groups that contain its candidates.
    groups_of: Vec<Vec<u32>>,
    /// Signatures that are compared with each other, ascending.
    groups: Vec<Vec<u32>>,
}

impl CopyFinder {
    /// Returns a finder for articles with these signatures. Articles are numbered in this order.
    ///
    /// # Errors
    /// If the time of the request is over.
    pub fn of(signatures: Vec<Signature>) -> Result<Self, Interruption> {
        Self::with_bound(signatures, FEW)
    }

    /// Returns a finder that compares all signatures with one fingerprint if there are at most `few`.
    fn with_bound(signatures: Vec<Signature>, few: usize) -> Result<Self, Interruption> {
        let mut finder = Self::default();
        let mut numbers: HashMap<Signature, u32> = HashMap::with_capacity(signatures.len());
        for (article, signature) in (0..).zip(signatures) {
            tick()?;
            let next = numbers.len() as u32;
            let number = *numbers.entry(signature).or_insert(next);
            finder.of_article.push(number);
            finder.articles.push((number, article));
        }
        finder.articles.sort_unstable();
        let mut different: Vec<(u32, Signature)> =
            numbers.into_iter().map(|(signature, number)| (number, signature)).collect();
        different.sort_unstable_by_key(|(number, _)| *number);
        finder.signatures = different.into_iter().map(|(_, signature)| signature).collect();
        finder.outlines = finder.signatures.iter().map(Signature::outline).collect();
        finder.group(few)?;
        Ok(finder)
    }

    /// Groups the signatures by fingerprint.
    fn group(&mut self, few: usize) -> Result<(), Interruption> {
        let mut holders: Vec<(u32, u32)> = Vec::new();
        for (number, signature) in (0..).zip(&self.signatures) {
            holders.extend(signature.fingerprints().iter().map(|fingerprint| (*fingerprint, number)));
        }
        holders.sort_unstable();
        self.groups_of = vec![Vec::new(); self.signatures.len()];
        for sharing in holders.chunk_by(|left, right| left.0 == right.0).filter(|sharing| sharing.len() > 1) {
            tick()?;
            let sharing = sharing.iter().map(|(_, number)| *number);
            if sharing.len() <= few {
                self.add_group(sharing.collect());
            } else {
                for group in self.led(sharing)? {
                    self.add_group(group);
                }
            }
        }
        Ok(())
    }

    /// Returns the signatures that agree with each of the first different ones.
    fn led(&self, sharing: impl Iterator<Item = u32>) -> Result<Vec<Vec<u32>>, Interruption> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for number in sharing {
            tick()?;
            let mut is_led = false;
            for group in &mut groups {
                if self.agree(group[0], number) {
                    group.push(number);
                    is_led = true;
                }
            }
            if !is_led && groups.len() < LEADERS {
                groups.push(vec![number]);
            }
        }
        Ok(groups)
    }

    fn add_group(&mut self, group: Vec<u32>) {
        if group.len() > 1 {
            let number = self.groups.len() as u32;
            group.iter().for_each(|&signature| self.groups_of[signature as usize].push(number));
            self.groups.push(group);
        }
    }

    /// Returns whether two signatures that share a fingerprint agree.
    fn agree(&self, one: u32, other: u32) -> bool {
        let (one, other) = (one as usize, other as usize);
        let (signature, outline) = (&self.signatures[one], &self.outlines[one]);
        if one == other {
            return signature.agrees(signature);
        }
        outline.may_agree(&self.outlines[other])
            && signature.similarity_of_candidates(&self.signatures[other]).is_some()
    }

    /// Returns the other articles that are copies of `article`, ascending.
    ///
    /// # Errors
    /// If the time of the request is over.
    pub fn copies(&self, article: u32) -> Result<Vec<u32>, Interruption> {
        let own = self.of_article[article as usize];
        let groups = &self.groups_of[own as usize];
        let mut candidates: Vec<u32> =
            groups.iter().flat_map(|group| &self.groups[*group as usize]).copied().collect();
        candidates.push(own);
        candidates.sort_unstable();
        candidates.dedup();
        let mut copies = Vec::new();
        for candidate in candidates {
            tick()?;
            if self.agree(own, candidate) {
                copies.extend(self.with_signature(candidate).filter(|copy| *copy != article));
            }
        }
        copies.sort_unstable();
        Ok(copies)
    }

    /// Returns whether another article is a copy of `article`.
    ///
    /// # Errors
    /// If the time of the request is over.
    pub fn has_copy(&self, article: u32) -> Result<bool, Interruption> {
        let own = self.of_article[article as usize];
        if self.agree(own, own) && self.with_signature(own).nth(1).is_some() {
            return Ok(true);
        }
        for group in &self.groups_of[own as usize] {
            for &candidate in &self.groups[*group as usize] {
                tick()?;
                if candidate != own && self.agree(own, candidate) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Returns the articles with a signature.
    fn with_signature(&self, signature: u32) -> impl Iterator<Item = u32> {
        let first = self.articles.partition_point(|(other, _)| *other < signature);
        self.articles[first..]
            .iter()
            .take_while(move |(other, _)| *other == signature)
            .map(|(_, article)| *article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a word that differs from others in the letters that count.
    fn word(number: usize) -> String {
        (0..4).map(|place| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8)).collect()
    }

    /// Returns the signature of a text of words from `first` on, followed by `shared` words that all texts have.
    fn signature(first: usize, words: usize, shared: usize) -> Signature {
        let notice = (0..shared).map(|at| word(400_000 + at));
        let words: Vec<String> = (first..first + words).map(word).chain(notice).collect();
        Signature::of(words.iter().map(String::as_str))
    }

    /// Returns all pairs of copies, by comparing every pair.
    fn pairs(signatures: &[Signature]) -> Vec<Vec<u32>> {
        let copies = |at: usize| {
            let agrees = |other: &u32| signatures[at].agrees(&signatures[*other as usize]);
            (0..signatures.len() as u32).filter(|other| *other as usize != at).filter(agrees).collect()
        };
        (0..signatures.len()).map(copies).collect()
    }

    fn found(signatures: &[Signature]) -> Vec<Vec<u32>> {
        let finder = CopyFinder::with_bound(signatures.to_vec(), 60).unwrap();
        let copies = |at: u32| {
            let copies = finder.copies(at).unwrap();
            assert_eq!(finder.has_copy(at).unwrap(), !copies.is_empty());
            copies
        };
        (0..signatures.len() as u32).map(copies).collect()
    }

    #[test]
    fn the_copies_are_those_that_agree() {
        let mut signatures = vec![Signature::default(), Signature::default()];
        for (first, words) in [(0, 200), (1000, 300), (0, 150), (1000, 300), (2000, 20), (2000, 20)] {
            signatures.push(signature(first, words, 0));
        }
        // The same words again and again: one shingle, which may not be in the sample.
        let repeated = ["eels"].repeat(200);
        signatures.extend([0; 2].map(|_| Signature::of(repeated.iter().copied())));
        let copies = found(&signatures);
        assert_eq!(copies, pairs(&signatures));
        assert_eq!(copies[2..8], [[4], [5], [2], [3], [7], [6]]);
    }

    #[test]
    fn copies_are_found_among_many_articles_with_one_passage() {
        let mut signatures: Vec<Signature> =
            (0..100).map(|number| signature(1000 * number, 150, 50)).collect();
        signatures.push(signature(7000, 140, 50));
        let copies = found(&signatures);
        assert_eq!(copies, pairs(&signatures));
        assert_eq!((&copies[7], &copies[8]), (&vec![100], &Vec::new()));
    }

    #[test]
    fn many_versions_of_one_article_are_copies_of_each_other() {
        let version = |number: usize| {
            let words = (0..200).map(|at| if at == number { "other".to_owned() } else { word(at) });
            let words: Vec<String> = words.chain([word(1000 + number)]).collect();
            Signature::of(words.iter().map(String::as_str))
        };
        let signatures: Vec<Signature> = (0..100).map(version).collect();
        let copies = found(&signatures);
        assert_eq!(copies, pairs(&signatures));
        assert!(copies.iter().all(|copies| copies.len() == 99));
    }
}
