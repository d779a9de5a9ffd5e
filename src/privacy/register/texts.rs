//! The words of the register and of the template for the impact assessment.

crate::db::types::words! {
    /// What data are kept for.
    Activity {
        /// People and their sign-ins.
        People = "people",
        /// Neighbours who help each other.
        Help = "help",
        /// Whom one can trust with whom.
        Safety = "safety",
        /// From a neighbour to a professional, and back.
        Referral = "referral",
        /// Neighbourhoods, organisations and who is on duty.
        Directory = "directory",
        /// What happened, and that it keeps working.
        Accountability = "accountability",
    }
}

/// An activity in words.
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) purpose: &'static str,
    pub(super) basis: &'static str,
    pub(super) people: &'static str,
    pub(super) recipients: &'static str,
    /// How long what no rule names is kept.
    pub(super) otherwise: &'static str,
}

/// The words of an activity.
pub(super) const fn of(activity: Activity) -> Words {
    match activity {
        Activity::People => Words {
            name: "People and their accounts",
            purpose: "to know who takes part, to let them sign in, and to tell them what concerns them",
            basis: "the agreement with who signs up (6.1.b); the public task of the neighbourhood (6.1.e) for who is \
                    written down by the team",
            people: "residents, with or without an account; staff",
            recipients: "the team of the neighbourhood; the mail provider, for the address and a text without content",
            otherwise: "as long as the person is known here; erased with the person",
        },
        Activity::Help => Words {
            name: "Neighbours who help each other",
            purpose: "to bring who asks and who offers help together, with reasons and a human decision",
            basis: "the agreement with who asks and who offers (6.1.b); consent (6.1.a, 9.2.a) for what is shown to \
                    neighbours",
            people: "residents who ask and residents who help",
            recipients: "the team of the neighbourhood; the other side, once both said yes: first name, contact and the \
                         place of the help",
            otherwise: "as long as the case or the offer lives",
        },
        Activity::Safety => Words {
            name: "Checks and blocks",
            purpose: "to know with whom a helper can be brought together, and with whom never",
            basis: "the legitimate interest in safe help (6.1.f); of an extract (596.2) only the day it was seen",
            people: "residents who help; residents who are kept apart",
            recipients: "the team of the neighbourhood; whoever is blocked is not told",
            otherwise: "as long as both persons are known here; erased with either of them",
        },
        Activity::Referral => Words {
            name: "Referrals to professionals",
            purpose: "to pass a case on with consent, to follow it until an outcome, and to take it back",
            basis: "explicit consent (6.1.a, 9.2.a); the vital interest (6.1.d, 9.2.c) where a second one reads why",
            people: "residents who are referred",
            recipients: "the organisation named in the consent: the consented fields, until 30 days after the end or the \
                         withdrawal",
            otherwise: "as long as the case lives",
        },
        Activity::Directory => Words {
            name: "Neighbourhoods, organisations and duty",
            purpose: "to know who is there for whom, where and when",
            basis: "the public task of the neighbourhood (6.1.e)",
            people: "staff",
            recipients: "everybody for what is public of neighbourhoods and organisations; the team for the roster",
            otherwise: "as long as it is true",
        },
        Activity::Accountability => Words {
            name: "Accountability and upkeep",
            purpose: "to be able to say who did and saw what, to prove erasures, and to do later what was promised",
            basis: "the legal obligation to account (6.1.c, 5.2)",
            people: "everybody who acts or about whom something was done",
            recipients: "the person themselves, in the access log, by role and never by name; administrators: no cases",
            otherwise: "as long as this instance exists; ids and moments only",
        },
    }
}

pub(super) const REGISTER_HEAD: &str = "# Register of processing\n\nWritten by the program from its own tables \
    (`buurtnet privacy register`). Add who you are: the controller, the contact of the data protection officer, and the \
    processors that host the database and send the mail.\n\n";

pub(super) const MEASURES: &[&str] = &[
    "Names, contacts, positions and free texts are sealed under a key of the person (XChaCha20-Poly1305), and that key \
     under the master key, which is kept outside the database and its backups.",
    "Whoever reads something sealed of somebody else leaves a row that the person can read; without the row nothing is \
     shown.",
    "The policy is one table; every operation asks it, and a foreign object is answered like one that never existed.",
    "The audit log is append-only and chained by hashes.",
    "Distances come from the centres of public cells; residents never see where others live before both said yes.",
    "Erasure destroys the key of the person at once; a list outside the backups keeps a restored backup from bringing \
     anybody back.",
    "Logs, messages, URLs and figures hold ids and codes only.",
    "What has had its time is forgotten by a job, by the table above.",
];

pub(super) const DPIA_HEAD: &str = "# Data protection impact assessment: template\n\nWritten by the program \
    (`buurtnet privacy dpia`). What stands here holds for the program; every question is for whoever runs it. Large-scale \
    processing of data of vulnerable people that may tell of health needs this assessment before it begins.\n\n";

pub(super) const DPIA_NEED: &str = "## 2. Is it needed, and in proportion\n\n\
    - Nothing is asked that is not used: a category and a time are a complete request.\n\
    - A neighbour sees a kind of help, a time and a distance band before both said yes; an organisation sees the \
    consented fields.\n\
    - A person decides about every match; the ranking gives its reasons.\n\
    - *To answer*: who may use it, how are people without a phone told of their rights, and who answers their questions?\n\
    - *To answer*: was the advice of residents and of the data protection officer asked, and what came of it?\n";

pub(super) const RISKS: &[(&str, &str, &str)] = &[
    (
        "Somebody of the team looks at people they have no business with",
        "every look is a row that the person can read; nobody looks at themselves, their household or their matches",
        "reading the access log with people who ask; what follows a look without a reason",
    ),
    (
        "Somebody finds out where a neighbour lives",
        "bands between public cells; a home moves at most twice in 90 days; the place only for the helper, once agreed",
        "larger cells where few people live",
    ),
    (
        "A stolen database or backup",
        "sealed columns; the master key is elsewhere",
        "keeping the master key and the erasure list apart from the backups",
    ),
    (
        "A backup brings back who was erased",
        "the erasure list is played before anybody is served",
        "keeping that list; letting old backups expire",
    ),
    (
        "A phone in the hands of somebody else",
        "short tokens; export and erasure want a sign-in of the last five minutes; mails without content",
        "telling people how to end a session",
    ),
    (
        "A case goes to an organisation against the will of the person",
        "no referral without a consent in force; an override is read by a second one; a withdrawal closes it at once",
        "who reads overrides, and within which time",
    ),
    (
        "Help is refused because of what somebody does not share",
        "a refusal has no consequence in the program",
        "saying so in every conversation",
    ),
];

pub(super) const DPIA_TAIL: &str = "\n## 4. What you decide\n\n\
    - *To answer*: which of the risks above remain, how likely and how bad are they, and who accepts them?\n\
    - *To answer*: who looks at this again, and when?\n";
