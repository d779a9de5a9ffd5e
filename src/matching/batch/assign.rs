//! The best assignment: who could help with what, so that all pairs together are worth the most, as few requests as possible get
//! nobody at all, and nobody is asked for more than they have room for.
//!
//! It is a flow of least cost, found by successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9).
//! The requests are added one after the other. Each takes the path that costs least: a helper with room, or one whose
//! request moves on to somebody else, and so on; or the one who is worth least goes without. What was the best for the requests
//! before stays the best with the one more. Prices keep all costs positive, so that Dijkstra's search ends early.

#![expect(
    clippy::indexing_slicing,
    reason = "each number here is one of those that `assign` counts, or it is left out"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How many helpers it wants.
    pub helpers: u32,
    /// What it is worth, beside the pair, that it gets one at all.
    pub first: u32,
}

/// An offer that could help with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The number of the request.
    pub request: usize,
    /// The number of the offer.
    pub offer: usize,
    /// What it is worth that they come together.
    pub worth: u32,
}

/// Chooses pairs. `room`: how many requests each offer has room for; `pairs`: what could be, each at most once. Returns the places
/// of the chosen ones in `pairs`, in order. The same question has the same answer.
#[must_use]
pub fn assign(wanted: &[Wanted], room: &[u32], pairs: &[Pair]) -> Vec<usize> {
    let mut flow = Flow::new(wanted, room.to_vec(), pairs);
    for (request, wanted) in wanted.iter().enumerate() {
        flow.enter(request);
        for _ in 0..wanted.helpers {
            flow.serve(request);
        }
    }
    (0..pairs.len()).filter(|it| flow.is_chosen[*it]).collect()
}

/// A request or an offer, by one number: first all requests, then all offers.
type Node = usize;

struct Flow<'a> {
    pairs: &'a [Pair],
    wanted: &'a [Wanted],
    /// How many of its helpers each request goes without.
    without: Vec<u32>,
    /// How many requests there are.
    requests: usize,
    room: Vec<u32>,
    is_chosen: Vec<bool>,
    /// Of each request all its pairs, of each offer those that are chosen.
    pairs_of: Vec<Vec<usize>>,
    price: Vec<i64>,
    /// Where the search has been, and by which pair; emptied after each.
    reached: Vec<Option<Reached>>,
}

#[derive(Debug, Clone, Copy)]
struct Reached {
    cost: i64,
    by: Option<usize>,
    is_done: bool,
}

/// A search for the path that costs least.
#[derive(Default)]
struct Search {
    open: BinaryHeap<Reverse<(i64, Node)>>,
    seen: Vec<Node>,
}

impl<'a> Flow<'a> {
    fn new(wanted: &'a [Wanted], room: Vec<u32>, pairs: &'a [Pair]) -> Self {
        let requests = wanted.len();
        let nodes = requests + room.len();
        let mut pairs_of = vec![Vec::new(); nodes];
        for (at, pair) in pairs.iter().enumerate() {
            if pair.request < requests && pair.offer < room.len() {
                pairs_of[pair.request].push(at);
            }
        }
        Self {
            pairs,
            wanted,
            without: vec![0; requests],
            requests,
            room,
            is_chosen: vec![false; pairs.len()],
            pairs_of,
            price: vec![0; nodes],
            reached: vec![None; nodes],
        }
    }

    fn offer(&self, pair: usize) -> Node {
        self.requests + self.pairs[pair].offer
    }

    fn is_request(&self, node: Node) -> bool {
        node < self.requests
    }

    /// Gives a request the least price at which none of its pairs costs less than nothing.
    fn enter(&mut self, request: Node) {
        let price = |pair: &usize| i64::from(self.pairs[*pair].worth) + self.price[self.offer(*pair)];
        let least = self.pairs_of[request].iter().map(price).max();
        let free = -self.loss(request);
        self.price[request] = least.map_or(free, |it| it.max(free));
    }

    /// What is lost when a request goes without one more helper: much, when that is the last one.
    fn loss(&self, request: Node) -> i64 {
        let Wanted { helpers, first } = self.wanted[request];
        if self.without[request] + 1 < helpers { 0 } else { first.into() }
    }

    /// What is lost when a path ends here: with a request that goes without, or at an offer with room; `None`: none can.
    fn loss_at_end(&self, node: Node) -> Option<i64> {
        if self.is_request(node) { Some(self.loss(node)) } else { (self.room[node - self.requests] > 0).then_some(0) }
    }

    /// Finds the path that costs least for one more helper of a request, and takes it.
    fn serve(&mut self, request: Node) {
        let mut search = Search::default();
        let mut end: Option<(i64, Node)> = None;
        self.reach(&mut search, request, 0, None);
        while let Some(Reverse((cost, node))) = search.open.pop() {
            if end.is_some_and(|(least, _)| cost >= least) {
                break;
            }
            if self.reached[node].is_some_and(|it| it.is_done || it.cost < cost) {
                continue;
            }
            self.reached[node] = self.reached[node].map(|it| Reached { is_done: true, ..it });
            let at_end = self.loss_at_end(node).map(|loss| cost + self.price[node] + loss);
            if let Some(at_end) = at_end.filter(|it| end.is_none_or(|(least, _)| *it < least)) {
                end = Some((at_end, node));
            }
            self.go_on(&mut search, node, cost);
        }
        if let Some((least, node)) = end {
            self.settle(&search, least);
            self.take(node);
        }
        for node in search.seen {
            self.reached[node] = None;
        }
    }

    /// From a request to all who could help with it and do not; from an offer back to all that it helps with.
    fn go_on(&mut self, search: &mut Search, node: Node, cost: i64) {
        for at in 0..self.pairs_of[node].len() {
            let pair = self.pairs_of[node][at];
            let (request, offer) = (self.pairs[pair].request, self.offer(pair));
            let gain = i64::from(self.pairs[pair].worth) + self.price[offer] - self.price[request];
            if !self.is_request(node) {
                self.reach(search, request, cost + gain, Some(pair));
            } else if !self.is_chosen[pair] {
                self.reach(search, offer, cost - gain, Some(pair));
            }
        }
    }

    fn reach(&mut self, search: &mut Search, node: Node, cost: i64, by: Option<usize>) {
        match self.reached[node] {
            Some(known) if known.is_done || known.cost <= cost => return,
            Some(_) => {}
            None => search.seen.push(node),
        }
        self.reached[node] = Some(Reached { cost, by, is_done: false });
        search.open.push(Reverse((cost, node)));
    }

    /// Changes the prices so that no way costs less than nothing once the path of this cost is taken.
    fn settle(&mut self, search: &Search, least: i64) {
        for node in &search.seen {
            if let Some(it) = self.reached[*node].filter(|it| it.is_done && it.cost < least) {
                self.price[*node] += it.cost - least;
            }
        }
    }

    /// Takes the path that ends at a node, from its end to its beginning.
    fn take(&mut self, end: Node) {
        if self.is_request(end) {
            self.without[end] += 1;
        } else {
            self.room[end - self.requests] -= 1;
        }
        let mut node = end;
        while let Some(pair) = self.reached[node].and_then(|it| it.by) {
            let (request, offer) = (self.pairs[pair].request, self.offer(pair));
            self.is_chosen[pair] = !self.is_request(node);
            if self.is_chosen[pair] {
                self.pairs_of[offer].push(pair);
                node = request;
            } else {
                self.pairs_of[offer].retain(|it| *it != pair);
                node = offer;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn worth(wanted: &[Wanted], pairs: &[Pair], chosen: &[usize]) -> u64 {
        let is_helped = |request: &usize| chosen.iter().any(|it| pairs[*it].request == *request);
        let helped = (0..wanted.len()).filter(is_helped).map(|it| u64::from(wanted[it].first)).sum::<u64>();
        helped + chosen.iter().map(|it| u64::from(pairs[*it].worth)).sum::<u64>()
    }

    /// Whether nobody has more than is wanted or there is room for.
    fn is_kept(wanted: &[Wanted], room: &[u32], pairs: &[Pair], chosen: &[usize]) -> bool {
        let (mut wanted, mut room) = (wanted.to_vec(), room.to_vec());
        chosen.iter().all(|it| {
            let Pair { request, offer, .. } = pairs[*it];
            let is_fine = wanted[request].helpers > 0 && room[offer] > 0;
            wanted[request].helpers = wanted[request].helpers.saturating_sub(1);
            room[offer] = room[offer].saturating_sub(1);
            is_fine
        })
    }

    /// The most by trying all there is.
    fn most(wanted: &[Wanted], room: &[u32], pairs: &[Pair]) -> u64 {
        let subsets = (0_u32..1 << pairs.len()).map(|bits| (0..pairs.len()).filter(|it| bits >> it & 1 == 1).collect());
        let kept = subsets.filter(|it: &Vec<usize>| is_kept(wanted, room, pairs, it));
        kept.map(|it| worth(wanted, pairs, &it)).max().unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_other_choice_is_worth_more(
            wanted in vec((0_u32..4, prop_oneof![Just(0), 0_u32..40]), 1..5), room in vec(0_u32..3, 1..5),
            worths in vec(prop_oneof![Just(None), (0_u32..30).prop_map(Some)], 25),
        ) {
            let wanted: Vec<_> = wanted.into_iter().map(|(helpers, first)| Wanted { helpers, first }).collect();
            let mut pairs = Vec::new();
            for request in 0..wanted.len() {
                for offer in 0..room.len() {
                    if let Some(worth) = worths[request * 5 + offer].filter(|_| pairs.len() < 12) {
                        pairs.push(Pair { request, offer, worth });
                    }
                }
            }
            let chosen = assign(&wanted, &room, &pairs);
            prop_assert!(is_kept(&wanted, &room, &pairs, &chosen));
            prop_assert_eq!(worth(&wanted, &pairs, &chosen), most(&wanted, &room, &pairs));
            prop_assert_eq!(chosen, assign(&wanted, &room, &pairs), "the same once more");
        }
    }

    #[test]
    fn who_can_help_only_one_is_left_to_that_one() {
        let pair = |request, offer, worth| Pair { request, offer, worth };
        let wants = |helpers| Wanted { helpers, first: 10_000 };
        // Ada is nearest to Bram, but for Ada there is also Cem; for Dirk only Bram.
        let pairs = [pair(0, 0, 9_000), pair(0, 1, 2_000), pair(1, 0, 1_000)];
        assert_eq!(assign(&[wants(1), wants(1)], &[1, 1], &pairs), [1, 2]);
        assert_eq!(assign(&[wants(1), wants(1)], &[2, 1], &pairs), [0, 2], "with room for both");
        assert_eq!(
            assign(&[wants(2), wants(1)], &[1, 1], &pairs),
            [1, 2],
            "a second one for Ada is worth less than one for Dirk"
        );
        let has_one = Wanted { helpers: 1, first: 0 };
        assert_eq!(assign(&[wants(2), has_one], &[1, 1], &pairs), [0, 1], "unless Dirk has somebody already");
    }

    #[test]
    fn what_does_not_exist_is_left_out() {
        let strange = Pair { request: 7, offer: 7, worth: 1 };
        assert_eq!(assign(&[Wanted { helpers: 1, first: 1 }], &[1], &[strange]), [0_usize; 0]);
        assert_eq!(assign(&[], &[], &[]), [0_usize; 0]);
    }
}
