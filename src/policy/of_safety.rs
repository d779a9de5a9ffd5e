//! The part of the grid for concerns, for who works here, and for upkeep.

/// Declares these actions after those that are given.
macro_rules! with_those_of_safety {
    ($grid:ident! { $($before:tt)* }) => {
        $grid! {
            $($before)*
            // -- concerns
            /// Raise a concern about somebody or something that one knows of.
            SubmitConcern = "submitConcern", seen by SubmitConcern: Nobody Circle Neighbourhood Organisation Neighbourhood Nobody;
            /// See a concern: who raised it how it stands, the team the whole.
            SeeConcern = "seeConcern", seen by SeeConcern: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
            /// Judge how severe a concern is.
            TriageConcern = "triageConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            /// Begin to look into a concern.
            InvestigateConcern = "investigateConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            /// Close a concern that was seen to.
            ResolveConcern = "resolveConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            /// Close a concern that is none.
            DismissConcern = "dismissConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            /// Take a closed concern up again.
            ReopenConcern = "reopenConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            /// Write down something about a concern.
            NoteConcern = "noteConcern", seen by SeeConcern: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
            // -- who works here, and upkeep
            /// See who works in a neighbourhood, by name.
            SeeTeam = "seeTeam", seen by SeeTeam: Nobody Nobody Neighbourhood Nobody Neighbourhood Everyone;
            /// Look for who saw and did what: ids and words, never what was read.
            SearchAudit = "searchAudit", seen by SearchAudit: Nobody Nobody Nobody Nobody Neighbourhood Everyone;
            /// See which jobs fail and which messages were given up.
            SeeJobs = "seeJobs", seen by SeeJobs: Nobody Nobody Nobody Nobody Nobody Everyone;
            /// Do such a job again at once, send such a message again.
            ReplayJob = "replayJob", seen by SeeJobs: Nobody Nobody Nobody Nobody Nobody Everyone;
            /// See how the instance is.
            SeeHealth = "seeHealth", seen by SeeHealth: Nobody Nobody Nobody Nobody Nobody Everyone;
        }
    };
}

pub(super) use with_those_of_safety;
