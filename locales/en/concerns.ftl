# Concerns: how they stand, and what to do meanwhile.

concern-state-submitted = We have received it. Somebody of the team will read it.
concern-state-triaged = Somebody of the team has read it.
concern-state-investigating = Somebody of the team is looking into it.
concern-state-resolved = It was seen to.
concern-state-dismissed = It was looked at, and there was nothing to be done.
concern-state-closed = The team has looked at it and closed it.
concern-help = If it gets worse, do not wait for us: call one of these numbers.
concern-help-danger = Is somebody in danger? Call 112 now. The team is told at once, but is not an emergency service.
concern-help-outside = Nobody of the team may be there now. If it cannot wait, call one of these numbers.
