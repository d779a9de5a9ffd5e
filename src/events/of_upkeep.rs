//! What happened to the instance itself, and who looked into it.

/// Declares the events of upkeep after those that are given.
macro_rules! with_those_of_upkeep {
    ($next:ident! { $events:ident! { $($before:tt)* } }) => {
        $next! { $events! {
            $($before)*
            /// A backup was made.
            BackupMade(BackupId) = "backup.made";
            /// Somebody looked for who saw and did what: the object is who looked.
            AuditSearched(PersonId) = "person.auditSearched";
            /// Somebody read who holds which role: the object is who looked.
            RolesDisclosed(PersonId) = "person.rolesDisclosed";
            /// Somebody read who works in a neighbourhood.
            TeamDisclosed(NeighbourhoodId) = "neighbourhood.teamDisclosed";
            /// A job that fails is done again at once.
            JobReplayed(JobId) = "job.replayed";
            /// A message that was given up is sent again.
            MessageReplayed(MessageId) = "message.replayed";
        } }
    };
}

pub(super) use with_those_of_upkeep;
