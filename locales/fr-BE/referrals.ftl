### Ce qui est arrivé à une orientation, comme un habitant le lit.

referral-step-prepared = L’équipe de quartier a préparé l’orientation. Elle n’est pas encore envoyée.
referral-step-discarded = L’orientation préparée n’a pas été envoyée et a été mise de côté.
referral-step-sent = L’orientation a été envoyée à l’organisation.
referral-step-asked = L’organisation a posé une question à l’équipe de quartier.
referral-step-replied = L’équipe de quartier a répondu à l’organisation.
referral-step-accepted = L’organisation a accepté la demande.
referral-step-rejected = L’organisation ne peut pas aider ici.
referral-step-waitListed = Il y a une liste d’attente. L’organisation a dit à partir de quand elle prévoit de l’aide.
referral-step-planned = L’organisation a fixé un rendez-vous.
referral-step-noShow = Il y avait un rendez-vous, mais l’organisation n’a trouvé personne.
referral-step-started = L’aide a commencé.
referral-step-held = L’aide est interrompue pour un moment.
referral-step-resumed = L’aide reprend.
referral-step-completed = L’aide est terminée.
referral-step-failed = L’organisation n’a pas réussi à aider.
referral-step-cancelled = L’orientation a été arrêtée.
referral-step-reminded = Nous avons rappelé à l’organisation que nous attendons un mot d’elle.
referral-step-handedBack = L’organisation rend la demande au quartier, avec le oui de la personne concernée.
referral-step-rerouted = L’équipe de quartier cherche de l’aide auprès d’un autre service.
referral-step-retracted = L’équipe de quartier a repris l’orientation : elle n’aurait pas dû être envoyée. L’organisation ne voit plus rien de ce qui était partagé.
referral-step-overrideApproved = Un deuxième membre de l’équipe a vérifié pourquoi l’envoi s’est fait sans accord, et l’a approuvé.
referral-step-overrideRefused = Un deuxième membre de l’équipe n’a pas approuvé l’envoi sans accord. L’orientation a été arrêtée.
referral-step-overrideUnread = Personne n’a vérifié à temps pourquoi l’envoi s’est fait sans accord.
