# Signalements : où ils en sont, et que faire entre-temps.

concern-state-submitted = Nous avons reçu votre signalement. Quelqu’un de l’équipe va le lire.
concern-state-triaged = Quelqu’un de l’équipe a lu votre signalement.
concern-state-investigating = Quelqu’un de l’équipe regarde ce qui se passe.
concern-state-resolved = Le signalement a été traité.
concern-state-dismissed = Le signalement a été examiné, et il n’y avait rien à faire.
concern-state-closed = L’équipe a examiné votre signalement et l’a clos.
concern-help = Si cela s’aggrave, ne nous attendez pas : appelez un de ces numéros.
concern-help-danger = Quelqu’un est en danger ? Appelez le 112 maintenant. L’équipe est prévenue aussitôt, mais elle n’est pas un service d’urgence.
concern-help-outside = Il se peut que personne de l’équipe ne soit là. Si cela ne peut pas attendre, appelez un de ces numéros.
