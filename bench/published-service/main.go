// The Go service that Visita replaces, rebuilt from its article for the bench: POST /api/v1/bookings and
// GET /api/v1/properties/{id}/slots, with the article's layers' work (JWT, identity in two look-ups, find, mark, insert) and no more.
// Where the article says nothing it is given the better: no log line per request, indexes it does not name, as many connections as it is told.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/go-chi/chi"
	"github.com/gofrs/uuid"
	"github.com/golang-jwt/jwt"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

const (
	findAgent     = `SELECT id, organization_id, email FROM agents WHERE supabase_user_id = $1`
	findApplicant = `SELECT id, organization_id, email FROM applicants WHERE supabase_user_id = $1`
	findSlot      = `SELECT id, property_id, agent_id, organization_id, start_time, end_time, status::text, created_at, updated_at FROM slots WHERE id = $1`
	markBooked    = `UPDATE slots SET status = 'booked', updated_at = now() WHERE id = $1 AND status = 'available' RETURNING id`
	markAvailable = `UPDATE slots SET status = 'available', updated_at = now() WHERE id = $1`
	createBooking = `INSERT INTO bookings (id, slot_id, applicant_id, property_id, organization_id, notes) VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id, slot_id, applicant_id, property_id, organization_id, status::text, notes, created_at, updated_at`
	listSlots = `SELECT id, property_id, agent_id, organization_id, start_time, end_time, status::text, created_at, updated_at
		FROM slots WHERE property_id = $1 AND status = 'available' ORDER BY start_time LIMIT 20`
)

type slot struct {
	ID             string    `json:"id"`
	PropertyID     string    `json:"property_id"`
	AgentID        string    `json:"agent_id"`
	OrganizationID string    `json:"organization_id"`
	StartTime      time.Time `json:"start_time"`
	EndTime        time.Time `json:"end_time"`
	Status         string    `json:"status"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
}

type booking struct {
	ID             string    `json:"id"`
	SlotID         string    `json:"slot_id"`
	ApplicantID    string    `json:"applicant_id"`
	PropertyID     string    `json:"property_id"`
	OrganizationID string    `json:"organization_id"`
	Status         string    `json:"status"`
	Notes          string    `json:"notes"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
}

type claims struct {
	id, organizationID, email string
	isApplicant               bool
}

type callerKey struct{}

type server struct {
	pool   *pgxpool.Pool
	secret []byte
}

func main() {
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		fail(err)
	}
	pool, err := pgxpool.ConnectConfig(context.Background(), config)
	if err != nil {
		fail(err)
	}
	s := &server{pool: pool, secret: []byte(os.Getenv("JWT_SECRET"))}
	router := chi.NewRouter()
	router.Use(s.authenticate)
	router.Post("/api/v1/bookings", s.createBooking)
	router.Get("/api/v1/properties/{id}/slots", s.listSlots)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	fmt.Printf("ready at http://%s\n", listener.Addr())
	web := &http.Server{Handler: router, ReadTimeout: 5 * time.Second, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 30 * time.Second}
	fail(web.Serve(listener))
}

func (s *server) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		token, err := jwt.Parse(text, func(*jwt.Token) (interface{}, error) { return s.secret, nil }, jwt.WithValidMethods([]string{"HS256"}))
		if err != nil {
			answer(w, http.StatusUnauthorized, map[string]string{"error": "unauthorized"})
			return
		}
		user, _ := token.Claims.(jwt.MapClaims)["sub"].(string)
		caller, err := s.resolveIdentity(r.Context(), user)
		if err != nil {
			answer(w, http.StatusUnauthorized, map[string]string{"error": "unauthorized"})
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

func (s *server) resolveIdentity(ctx context.Context, user string) (*claims, error) {
	var found claims
	if err := s.pool.QueryRow(ctx, findAgent, user).Scan(&found.id, &found.organizationID, &found.email); err == nil {
		return &found, nil
	}
	if err := s.pool.QueryRow(ctx, findApplicant, user).Scan(&found.id, &found.organizationID, &found.email); err != nil {
		return nil, err
	}
	found.isApplicant = true
	return &found, nil
}

func (s *server) createBooking(w http.ResponseWriter, r *http.Request) {
	caller, _ := r.Context().Value(callerKey{}).(*claims)
	if caller == nil || !caller.isApplicant {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "unauthorized"})
		return
	}
	var body struct {
		SlotID string `json:"slot_id"`
		Notes  string `json:"notes"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	created, err := s.book(r.Context(), body.SlotID, caller.id, body.Notes)
	if err != nil {
		answer(w, http.StatusConflict, map[string]string{"error": err.Error()})
		return
	}
	answer(w, http.StatusCreated, map[string]booking{"booking": created})
}

func (s *server) book(ctx context.Context, slotID, applicantID, notes string) (booking, error) {
	var created booking
	found, err := scanSlot(s.pool.QueryRow(ctx, findSlot, slotID))
	if err != nil {
		return created, err
	}
	if found.Status != "available" {
		return created, errors.New("slot is not available")
	}
	var marked string
	if err := s.pool.QueryRow(ctx, markBooked, slotID).Scan(&marked); err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			return created, errors.New("slot is no longer available")
		}
		return created, err
	}
	id := uuid.Must(uuid.NewV4()).String()
	row := s.pool.QueryRow(ctx, createBooking, id, found.ID, applicantID, found.PropertyID, found.OrganizationID, notes)
	err = row.Scan(&created.ID, &created.SlotID, &created.ApplicantID, &created.PropertyID, &created.OrganizationID, &created.Status, &created.Notes, &created.CreatedAt, &created.UpdatedAt)
	if err != nil {
		_, _ = s.pool.Exec(ctx, markAvailable, slotID)
	}
	return created, err
}

func (s *server) listSlots(w http.ResponseWriter, r *http.Request) {
	rows, err := s.pool.Query(r.Context(), listSlots, chi.URLParam(r, "id"))
	if err != nil {
		answer(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	defer rows.Close()
	slots := []slot{}
	for rows.Next() {
		found, err := scanSlot(rows)
		if err != nil {
			answer(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
			return
		}
		slots = append(slots, found)
	}
	answer(w, http.StatusOK, map[string][]slot{"slots": slots})
}

func scanSlot(row pgx.Row) (slot, error) {
	var found slot
	err := row.Scan(&found.ID, &found.PropertyID, &found.AgentID, &found.OrganizationID, &found.StartTime, &found.EndTime, &found.Status, &found.CreatedAt, &found.UpdatedAt)
	return found, err
}

func answer(w http.ResponseWriter, status int, body interface{}) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
